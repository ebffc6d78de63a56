"""What is answered about keys to the web face."""

from collections.abc import Sequence

from bot.messages import Button, Doc, Line, Reply
from bot.render.figures import duration
from bot.render.measure import clip
from bot.render.voice import Voice
from core.clock import KST
from core.model import Key
from core.services.keys import Made

_LABEL = 14
_BUTTONS = 8


def link(voice: Voice, made: Made, url: str, *, here: bool, opens: bool) -> Reply:
    """Return a link that signs in; `here`: it opens on the bot's machine alone.

    `opens`: platforms take the address for a button.
    """
    ends = made.key.expires_at or made.key.made_at
    time = duration((ends - made.key.made_at).total_seconds(), voice.lang)
    lines = list(voice.lines("keys.link", time=time, url=url))
    lines += voice.lines("keys.link_warning")
    if here:
        lines += voice.lines("keys.link_here")
    rows = (_button(voice, "web_again", "/web"), _button(voice, "web_out", "/web logout"))
    opening = ((Button(voice.text("button.web_open"), "/web", url=url),),) if opens else ()
    return Reply(Doc(tuple(lines)), (*opening, rows))


def signed_out(voice: Voice, count: int) -> Reply:
    """Say from how many browsers somebody was signed out."""
    key = "keys.signed_out" if count else "keys.signed_out_none"
    return Reply(Doc(voice.lines(key, count=count)), ((_button(voice, "web_again", "/web"),),))


def tokens(voice: Voice, found: Sequence[Key]) -> Reply:
    """List tokens, newest last, each with the button that revokes it."""
    lines = list(voice.lines("keys.list", count=len(found)) if found else voice.lines("keys.none"))
    lines += [_row(voice, one) for one in found]
    rows = tuple((_revoke(voice, one),) for one in found[-_BUTTONS:])
    new = _button(voice, "token_new", "/token new")
    return Reply(Doc(tuple(lines)), (*rows, (new,)))


def made(voice: Voice, new: Made, address: str, *, stays: bool) -> Reply:
    """Show a token, this once; `stays`: the message does, until the person deletes it."""
    name = _name(voice, new.key)
    lines = [*voice.lines("keys.made", name=name), *voice.lines("keys.secret", secret=new.secret)]
    lines += voice.lines("keys.made_how")
    lines += voice.lines("keys.made_delete") if stays else ()
    lines += voice.lines("keys.made_at", url=address)
    buttons = (_revoke(voice, new.key), _button(voice, "token_list", "/token"))
    kept = Reply(Doc(voice.lines("keys.made_kept", name=name)), (buttons,))
    return Reply(Doc(tuple(lines)), (buttons,), kept=kept)


def revoked(voice: Voice, number: int) -> Reply:
    """Say that a token is good no more."""
    return Reply(
        Doc(voice.lines("keys.revoked", id=number)), ((_button(voice, "token_list", "/token"),),)
    )


def unknown(voice: Voice, said: str) -> Reply:
    """Say that there is no such token."""
    return Reply(
        Doc(voice.lines("keys.unknown", said=said)), ((_button(voice, "token_list", "/token"),),)
    )


def _row(voice: Voice, one: Key) -> Line:
    used = voice.text("keys.never_used")
    if one.used_at is not None:
        used = voice.text("keys.used", when=f"{one.used_at.astimezone(KST):%m-%d %H:%M}")
    return voice.line(
        "keys.row",
        id=one.id,
        name=_name(voice, one),
        made=f"{one.made_at.astimezone(KST):%Y-%m-%d}",
        used=used,
    )


def _name(voice: Voice, one: Key) -> str:
    return one.name or voice.text("keys.unnamed")


def _revoke(voice: Voice, one: Key) -> Button:
    label = voice.text("button.token_revoke", id=one.id, name=clip(_name(voice, one), _LABEL))
    return Button(label, f"/token revoke #{one.id}", keeps=True)


def _button(voice: Voice, key: str, command: str) -> Button:
    return Button(voice.text(f"button.{key}"), command, keeps=True)

"""The commands about keys to the web face: links that sign in, and tokens for programs."""

import unicodedata
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.commands.command import Asked
from bot.messages import Reply
from bot.render import keys as render
from bot.render import replies
from core.services.keys import Keyring

_NEW = frozenset({"new", "make", "add", "만들기", "만들", "새로", "추가"})
_REVOKE = frozenset({"revoke", "remove", "delete", "폐기", "삭제", "없애기"})
_OUT = frozenset({"logout", "signout", "out", "로그아웃", "모두로그아웃", "나가기"})
_LONGEST = 30
_PAGE = "web"
"""the face that keeps no secret of what it said"""


def changes_token(said: str) -> bool:
    """Return whether `/token` makes or revokes something when this follows it."""
    return bool(said.split())


async def token(asked: Asked) -> Reply:
    """List tokens, make one, or revoke one."""
    if (refusal := _refusal(asked)) is not None:
        return refusal
    word, _, rest = asked.said.strip().partition(" ")
    if not word:
        return await _tokens(asked)
    if word.casefold() in _NEW:
        return await _make(asked, rest)
    if word.casefold() in _REVOKE:
        return await _revoke(asked, rest)
    example = asked.command.shown_example(asked.voice)
    return replies.said(asked.voice, "keys.token_wrong", example=example)


async def web(asked: Asked) -> Reply:
    """Make a link that signs in once, or sign out everywhere."""
    if (refusal := _refusal(asked)) is not None:
        return refusal
    said = "".join(asked.said.split()).casefold()
    if said in _OUT:
        count = await _ring(asked).sign_out(_kin(asked))
        return render.signed_out(asked.voice, count)
    if said:
        example = asked.command.shown_example(asked.voice)
        return replies.said(asked.voice, "keys.web_wrong", example=example)
    ring = _ring(asked)
    made = await ring.make_link(asked.person)
    url = f"{ring.address}/sign-in/{made.secret}"
    here = _only_here(ring.address)
    return render.link(
        asked.voice, made, url, here=here, opens=not here and "." in (urlsplit(url).hostname or "")
    )


async def _tokens(asked: Asked) -> Reply:
    found = await _ring(asked).tokens(_kin(asked))
    return render.tokens(asked.voice, found)


async def _make(asked: Asked, said: str) -> Reply:
    ring = _ring(asked)
    made = await ring.make_token(asked.person, _name(said))
    stays = asked.destination.channel != _PAGE
    return render.made(asked.voice, made, ring.address, stays=stays)


async def _revoke(asked: Asked, said: str) -> Reply:
    """Revoke the token with this number, or the only one with this name."""
    ring, wanted = _ring(asked), said.strip().removeprefix("#")
    found = await ring.tokens(_kin(asked))
    named = [one for one in found if one.name and one.name.casefold() == said.strip().casefold()]
    meant = [one for one in found if str(one.id) == wanted] or named
    if len(meant) != 1 or not await ring.revoke(_kin(asked), meant[0].id):
        return render.unknown(asked.voice, said)
    return render.revoked(asked.voice, meant[0].id)


def _refusal(asked: Asked) -> Reply | None:
    if not asked.private:
        return replies.said(asked.voice, "keys.private")
    if not _ring(asked).address:
        return replies.said(asked.voice, "keys.no_page")
    return None


def _ring(asked: Asked) -> Keyring:
    return asked.engine.keys


def _kin(asked: Asked) -> tuple[str, ...]:
    return asked.engine.people.kin(asked.person) or (asked.person,)


def _name(said: str) -> str:
    """Return a name of one line, without what cannot be seen."""
    seen = (one for one in " ".join(said.split()) if unicodedata.category(one)[0] != "C")
    return "".join(seen)[:_LONGEST].strip()


def _only_here(address: str) -> bool:
    """Return whether an address leads to the bot's machine from there alone."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

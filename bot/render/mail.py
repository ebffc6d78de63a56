"""What goes out by e-mail: a subject, the words, and the same in HTML for a phone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.messages import Doc, Text
from bot.render import figures, mailblocks, plain
from bot.render.alerts import compose
from bot.render.gather import Told, gather, grouped, last_of_each
from bot.render.measure import clip
from bot.render.style import Style, styles
from bot.render.summary import heading
from bot.render.voice import Voice
from core.clock import KST
from core.model import Alert, AlertMessage, NoticeMessage, Outgoing, Source, SummaryMessage

_SUBJECT = 78
_NAME = 30
_MOST_ROWS = 150
_MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below: whose mail it is, and how it ends.

    `links` are (label, address); `page` is where the bot's own page is, nothing where nobody can
    reach it from a phone; `command` is what ends the mails in a chat.
    """

    address: str
    interval: float = 0.0
    links: tuple[tuple[str, str], ...] = ()
    command: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that lies in the letter under a name, and what it shows."""

    cid: str
    alt: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail without its envelope."""

    subject: str
    text: str
    html: str


def letter(
    message: Outgoing,
    voice: Voice,
    today: date,
    foot: Foot,
    picture: Picture | None = None,
) -> Letter:
    """Return what tells a message; `today` is the market's date."""
    if isinstance(message, NoticeMessage):
        return _notice(message, voice, today, foot, picture)
    return _stocks(message, voice, today, foot)


def code_letter(code: str, voice: Voice) -> Letter:
    """Return the letter with a code that confirms an address."""
    line, ignore = voice.text("mail.code_line"), voice.text("mail.code_ignore")
    said = f"{voice.spell('confirm')} {code}"
    subject = voice.text("mail.code_subject", code=code)
    blocks = (
        mailblocks.heading(voice.text("mail.sender")),
        mailblocks.paragraphs(Doc(((Text(""),), (Text(line),)))),
        mailblocks.code(said),
        mailblocks.foot([ignore], ()),
    )
    text = f"{line}\n\n{said}\n\n{ignore}\n"
    return Letter(subject, text, mailblocks.page(voice.lang, subject, blocks))


# --- stocks --------------------------------------------------------------------------------------


def _stocks(
    message: AlertMessage | SummaryMessage, voice: Voice, today: date, foot: Foot
) -> Letter:
    style = next(iter(styles(voice, today)))
    told = gather(message.alerts)
    title, span = _title(message, told, style), _span(told, today)
    resend = f" {voice.text('alert.resend')}" if message.resend else ""
    subject = clip(f"{title} ({span}){resend}", _SUBJECT)
    shown = last_of_each(message.alerts) if isinstance(message, SummaryMessage) else told
    listed, more = shown[:_MOST_ROWS], max(0, len(shown) - _MOST_ROWS)
    if isinstance(message, SummaryMessage):
        more += message.more
    blocks = [mailblocks.heading(f"{title}{resend}", f"{span} · {style.stocks(told)}")]
    link = f"{foot.page}/stocks/" if foot.page else ""
    for group in grouped(listed):
        blocks.append(mailblocks.section(style.named(group.conditions), style.count(group.told)))
        blocks.append(mailblocks.stocks(group.told, style, voice.lang, link))
    tail = _tail(message, told, style, more)
    blocks.append(mailblocks.paragraphs(Doc(((), *((Text(one),) for one in tail)))) if tail else "")
    blocks.append(_foot(voice, foot))
    lines = [f"{title} ({span}){resend}", "", *_lines(message, voice, today), *tail]
    text = "\n".join([*lines, "", *_foot_text(voice, foot), ""])
    return Letter(subject, text, mailblocks.page(voice.lang, subject, blocks))


def _lines(message: AlertMessage | SummaryMessage, voice: Voice, today: date) -> list[str]:
    if isinstance(message, AlertMessage):
        return plain.one_lines(message, voice.lang, today)
    last = [one.alerts[-1] for one in last_of_each(message.alerts)][:_MOST_ROWS]
    return plain.one_lines(AlertMessage(tuple(last)), voice.lang, today)


def _tail(
    message: AlertMessage | SummaryMessage, told: Sequence[Told], style: Style, more: int
) -> list[str]:
    """Return what is to be known besides: filters not applied, what is not listed, a detour."""
    voice = style.voice
    said = ["".join(run.text for run in line) for line in style.unsifted(told)]
    if more > 0:
        said.append(voice.text("mail.more_rows", count=more))
    if message.diverted:
        said.append(voice.text("alert.diverted", channel=voice.channel(message.diverted)))
    return said


def _title(message: AlertMessage | SummaryMessage, told: Sequence[Told], style: Style) -> str:
    """Return `급등주 편입 3 · 이탈 1`, of one stock its name, `끊긴 동안 …` of what was missed."""
    voice = style.voice
    condition, counts = _conditions(message.alerts, style), style.count(told)
    if isinstance(message, SummaryMessage):
        return f"{condition} · {heading(message, style)}"
    if message.alerts[0].event.source is Source.MISSED:
        return voice.text("mail.subject_missed", condition=condition, counts=counts)
    if len(told) == 1:
        one = told[0]
        rate = f" {figures.signed(one.quote.rate)}" if one.quote and one.quote.rate else ""
        stock = f"{clip(one.stock, _NAME)}{rate}"
        return f"{condition} {style.kind(one)} {stock}"
    several = len({one.condition for one in message.alerts}) > 1
    return f"{condition} · {counts}" if several else f"{condition} {counts}"


def _conditions(alerts: Sequence[Alert], style: Style) -> str:
    """Return `급등주`, or `급등주 외 2` for several conditions."""
    names = list(dict.fromkeys(one.condition for one in alerts))
    first = style.named(names[:1])
    if len(names) == 1:
        return first
    return style.voice.text("alert.others", stock=first, count=len(names) - 1)


def _span(told: Sequence[Told], today: date) -> str:
    """Return `10:02–10:17`, `10:02` within one minute; with the day where it is not today."""
    since, until = min(one.since for one in told), max(one.until for one in told)
    first = figures.clock_minute(since, today)
    same = since.astimezone(KST).date() == until.astimezone(KST).date()
    last = figures.clock_minute(until, None if same else date.min)
    return first if first.endswith(last) else f"{first}–{last}"


# --- notices -------------------------------------------------------------------------------------


def _notice(
    message: NoticeMessage, voice: Voice, today: date, foot: Foot, picture: Picture | None
) -> Letter:
    reply = compose(message, voice.lang, today, voice)
    if message.notice.key == "daily_digest":  # its last line is about a chat's own switch
        reply = replace(reply, doc=Doc(reply.doc.parts[:-1]))
    subject = clip(" ".join(plain.first_line(reply.doc).split()), _SUBJECT)
    commands = dict.fromkeys(one.command for row in reply.buttons for one in row)
    said = voice.text("mail.say_in_chat", commands=" · ".join(commands)) if commands else ""
    blocks = [mailblocks.paragraphs(reply.doc)]
    if picture is not None:
        blocks.append(mailblocks.picture(picture.cid, picture.alt))
    if said:
        blocks.append(mailblocks.paragraphs(Doc(((), (Text(said),)))))
    blocks.append(_foot(voice, foot))
    parts = [plain.encode(reply.doc), *(["", said] if said else [])]
    text = "\n".join([*parts, "", *_foot_text(voice, foot), ""])
    return Letter(subject, text, mailblocks.page(voice.lang, subject, blocks))


# --- the foot ------------------------------------------------------------------------------------


def _foot(voice: Voice, foot: Foot) -> str:
    links = list(foot.links[:_MOST_LINKS])
    if foot.page:
        links.append((voice.text("mail.open_page"), foot.page))
    return mailblocks.foot(_foot_lines(voice, foot), links)


def _foot_text(voice: Voice, foot: Foot) -> list[str]:
    links = [f"{label}: {url}" for label, url in foot.links[:_MOST_LINKS]]
    return ["-- ", *_foot_lines(voice, foot), *links]


def _foot_lines(voice: Voice, foot: Foot) -> list[str]:
    lines = [f"{voice.text('mail.to', address=foot.address)} {voice.text('mail.kst')}"]
    if foot.interval:
        span = figures.duration(foot.interval, voice.lang)
        lines.append(voice.text("mail.pace", span=span))
    if not foot.links and foot.command:
        lines.append(voice.text("mail.end_by_command", command=foot.command))
    return lines

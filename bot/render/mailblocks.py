"""The pieces of a letter in HTML: tables with their styles inline, as mail programs want them."""

from collections.abc import Iterable, Sequence
from html import escape as html_escape

from bot.messages import Doc, Line, Table, Text
from bot.render import figures
from bot.render.gather import Told
from bot.render.measure import sound
from bot.render.style import Style
from core.model import EventKind, Quote

INK, MUTED, LINE, UP, DOWN, LINK = (
    "#16181d", "#5b6470", "#e3e6ea", "#c9202f", "#1d5fc4", "#1d5fc4",
)  # fmt: skip
_FONT = (
    "font-family:-apple-system,BlinkMacSystemFont,'Apple SD Gothic Neo','Malgun Gothic',"
    "'Noto Sans KR',Roboto,sans-serif"
)
_BADGES = {
    EventKind.ENTRY: f"background:{INK};color:#ffffff;border:1px solid {INK}",
    EventKind.EXIT: f"background:#ffffff;color:{MUTED};border:1px solid {MUTED}",
}
_SMALL = f"font-size:13px;line-height:18px;color:{MUTED}"


def escape(text: str) -> str:
    """Return a text that stands in HTML as it is."""
    return html_escape(sound(text), quote=True)


def page(lang: str, title: str, blocks: Iterable[str]) -> str:
    """Return a whole letter: one column, at most 600 pixels wide, on white."""
    body = "".join(blocks)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="color-scheme" content="light"><title>{escape(title)}</title></head>'
        f'<body style="margin:0;padding:0;background:#f4f5f7;color:{INK};{_FONT};'
        '-webkit-text-size-adjust:100%;word-break:keep-all;overflow-wrap:anywhere">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
        '<tr><td align="center" style="padding:12px 8px">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="max-width:600px;background:#ffffff;border-radius:8px">'
        f'<tr><td style="padding:16px;text-align:left">{body}</td></tr></table>'
        "</td></tr></table></body></html>"
    )


def heading(text: str, below: str = "") -> str:
    """Return the first line of a letter, and a small one below it."""
    small = f'<div style="{_SMALL};padding-top:2px">{escape(below)}</div>' if below else ""
    return (
        f'<h1 style="margin:0;font-size:19px;line-height:26px;color:{INK}">{escape(text)}</h1>'
        f"{small}"
    )


def section(text: str, count: str) -> str:
    """Return the name of a condition above its stocks, with how many there are."""
    return (
        f'<h2 style="margin:18px 0 2px;font-size:15px;line-height:22px;color:{INK}">{escape(text)}'
        f' <span style="font-weight:normal;color:{MUTED}">{escape(count)}</span></h2>'
    )


def stocks(told: Sequence[Told], style: Style, lang: str, link: str = "") -> str:
    """Return the stocks of a condition, a row each; `link` is what a stock's page begins with."""
    rows = "".join(_row(one, style, lang, link) for one in told)
    return (
        '<table width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'style="border-collapse:collapse">{rows}</table>'
    )


def _row(told: Told, style: Style, lang: str, link: str) -> str:
    left = f"border-bottom:1px solid {LINE};padding:8px 8px 8px 0;vertical-align:top"
    right = f"border-bottom:1px solid {LINE};padding:8px 0;vertical-align:top;white-space:nowrap"
    kind = (
        f'<span style="{_BADGES[told.kind]};border-radius:4px;padding:0 5px;font-size:12px;'
        f'white-space:nowrap">{escape(style.kind(told))}</span>'
    )
    name = escape(told.stock)
    if link:
        name = f'<a href="{escape(link + told.code)}" style="color:{INK}">{name}</a>'
    below = " · ".join(
        filter(None, (style.when(told), style.now(told), _volume(told, style, lang)))
    )
    return (
        f'<tr><td style="{left}">{kind} <b>{name}</b> <span style="{_SMALL}">{escape(told.code)}'
        f'</span><div style="{_SMALL}">{escape(below)}</div></td>'
        f'<td align="right" style="{right}">{_cost(told.quote, style)}</td></tr>'
    )


def _volume(told: Told, style: Style, lang: str) -> str:
    if told.quote is None or told.quote.volume is None:
        return ""
    return style.voice.text("mail.volume", volume=figures.amount(told.quote.volume, lang))


def _cost(quote: Quote | None, style: Style) -> str:
    """Return the price and, red for up and blue for down, how much it moved."""
    if quote is None or quote.price is None:
        unknown = style.voice.text("alert.price_unknown")
        return f'<span style="{_SMALL}">{escape(unknown)}</span>'
    price = style.voice.text("alert.price", price=figures.money(quote.price))
    colour = {1: UP, -1: DOWN, 0: MUTED}[figures.direction(quote)]
    return (
        f"{escape(price)}"
        f'<div style="font-size:14px;line-height:20px;color:{colour}">'
        f"{escape(figures.arrowed(quote.rate))}</div>"
    )


def paragraphs(doc: Doc) -> str:
    """Return lines and tables of any answer or notice, the first line larger."""
    parts = [_part(part, first=at == 0) for at, part in enumerate(doc.parts)]
    return "".join(parts)


def _part(part: Line | Table, *, first: bool) -> str:
    if isinstance(part, Table):
        rows = "\n".join(escape(row) for row in part.rows)
        return (
            '<pre style="margin:4px 0;font-size:13px;line-height:20px;white-space:pre-wrap">'
            f"{rows}</pre>"
        )
    if not part:
        return '<div style="height:10px;line-height:10px">&nbsp;</div>'
    size = "font-size:17px;line-height:25px" if first else "font-size:15px;line-height:23px"
    return f'<div style="{size};padding:1px 0">{"".join(map(_run, part))}</div>'


def _run(run: Text) -> str:
    text = escape(run.text)
    if run.code:
        return f'<code style="font-size:14px;background:#f4f5f7;padding:0 3px">{text}</code>'
    return f"<b>{text}</b>" if run.bold else text


def picture(name: str, alt: str) -> str:
    """Return a picture that lies in the same letter under a name."""
    return (
        f'<img src="cid:{escape(name)}" alt="{escape(alt)}" width="568" '
        'style="display:block;width:100%;max-width:568px;height:auto;margin-top:14px;border:0">'
    )


def code(text: str) -> str:
    """Return something to be typed elsewhere, in large letters."""
    return (
        '<div style="margin:12px 0;font-size:26px;line-height:34px;letter-spacing:2px;'
        f'font-weight:bold">{escape(text)}</div>'
    )


def foot(lines: Sequence[str], links: Sequence[tuple[str, str]]) -> str:
    """Return the small lines at the end, and links to be followed from there."""
    said = "".join(f"<div>{escape(one)}</div>" for one in lines)
    shown = " · ".join(
        f'<a href="{escape(url)}" style="color:{LINK};line-height:28px">{escape(label)}</a>'
        for label, url in links
    )
    return (
        f'<div style="{_SMALL};margin-top:18px;padding-top:10px;border-top:1px solid {LINE}">'
        f"{said}<div>{shown}</div></div>"
    )

"""A letter in its envelope: headers, words, HTML and pictures, as RFC 5322 wants them."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from bot.messages import Attachment
from bot.render.mail import Letter


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom and to whom, under which number, and how the recipient ends it.

    `number` is the same however often the same letter is tried, so that a mail program which got
    it twice shows it once. `end` is an address for a person, and where it is https for a mail
    program as well (RFC 8058); without one a mail to the sender is what is offered.
    """

    sender: str
    to: str
    number: str
    at: datetime
    name: str = ""
    end: str = ""


def sender_of(setting: str) -> str:
    """Return the bare address in `EMAIL_FROM`, which may have a name before it."""
    return parseaddr(setting)[1]


def mime(
    letter: Letter,
    envelope: Envelope,
    pictures: tuple[tuple[str, Attachment], ...] = (),
    *,
    plain: bool = False,
) -> bytes:
    """Return a letter as it is handed over; `pictures` lie in it under their content ids.

    `plain`: the words alone, for a server that found fault with the whole.
    """
    message = EmailMessage(policy=SMTP)
    _head(message, letter, envelope)
    message.set_content(letter.text, cte="base64")
    if not plain:
        message.add_alternative(letter.html, subtype="html", cte="base64")
        for cid, picture in pictures:
            _put_in(message, cid, picture)
    return message.as_bytes()


def _put_in(message: EmailMessage, cid: str, picture: Attachment) -> None:
    """Put a picture beside the HTML that shows it."""
    html = message.get_body(("related", "html"))
    if html is None:
        return
    kind = "jpeg" if picture.data.startswith(b"\xff\xd8") else "png"
    name = picture.name
    html.add_related(
        picture.data, "image", kind, cid=f"<{cid}>", filename=name, disposition="inline"
    )


def _head(message: EmailMessage, letter: Letter, envelope: Envelope) -> None:
    name, address = parseaddr(envelope.sender)
    message["From"] = Address(name or envelope.name, addr_spec=address)
    message["To"] = Address(addr_spec=envelope.to)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = f"<{envelope.number}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if envelope.end:
        message["List-Unsubscribe"] = f"<{envelope.end}>"
    else:
        message["List-Unsubscribe"] = f"<mailto:{address}?subject=unsubscribe>"
    if envelope.end.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"

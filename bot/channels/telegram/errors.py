"""The one place where what Telegram and the network say becomes what the engine understands."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from core.errors import Gone, Malformed, Moved, SendError, TryLater, Unsure

_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    RuntimeError,  # the client is closed: the channel has stopped
)
"""causes after which certainly nothing reached Telegram"""

_GONE = (
    ("blocked by the user", "blocked"),
    ("user is deactivated", "deactivated"),
    ("kicked", "kicked"),
    ("not a member", "not_a_member"),
    ("can't initiate", "never_started"),
    ("chat not found", "chat_not_found"),
    ("user not found", "chat_not_found"),
    ("peer_id_invalid", "chat_not_found"),
    ("group chat was deleted", "deleted"),
    ("group chat was deactivated", "deleted"),
    ("upgraded to a supergroup", "upgraded"),
    ("thread not found", "topic_deleted"),
    ("topic_deleted", "topic_deleted"),
    ("topic_id_invalid", "topic_deleted"),
    ("topic_closed", "topic_closed"),
    ("not enough rights", "no_rights"),
    ("have no rights", "no_rights"),
    ("need administrator rights", "no_rights"),
    ("chat_write_forbidden", "no_rights"),
    ("chat_restricted", "no_rights"),
)
"""what Telegram says of a chat that cannot be written to any more, and our word for it"""

_CURES = {
    "ko": {
        "connecting": "텔레그램에 연결하는 중입니다.",
        "token": "텔레그램이 봇 토큰을 거절했습니다. @BotFather의 /mybots에서 토큰을 다시 받아 "
        "TELEGRAM_BOT_TOKEN에 넣고 다시 시작하세요.",
        "overlap": "조금 전까지 돌던 봇의 연결이 아직 남아 있는 것 같습니다(409). 잠시 뒤 "
        "이어받습니다.",
        "conflict": "다른 프로그램이 같은 봇 토큰으로 명령을 가져가고 있습니다(409). 봇을 두 번 "
        "켰다면 하나를 끄세요. 모르는 일이라면 토큰이 새어 나간 것이니 @BotFather의 /revoke로 새로 "
        "발급하세요. 알림은 계속 보내고, 명령은 1분마다 다시 받아 봅니다.",
        "silent": "텔레그램에서 90초 넘게 답이 없습니다. 연결을 새로 만들고 있습니다.",
        "flood": "텔레그램이 잠시 쉬라고 합니다. 기다렸다가 계속합니다.",
        "network": "텔레그램에 연결할 수 없습니다. 계속 다시 시도하고 있습니다.",
        "no_token": "비어 있습니다. @BotFather의 /mybots에서 토큰을 받으세요",
        "refused_token": "텔레그램이 거절했습니다. @BotFather의 /mybots에서 토큰을 다시 받으세요",
        "misshapen_token": "봇 토큰의 모양이 아닙니다. @BotFather의 /mybots에서 다시 복사하세요",
        "no_address": "https:// 로 시작하는 주소가 아닙니다",
    },
    "en": {
        "connecting": "Connecting to Telegram.",
        "token": "Telegram refused the bot token. Get it again from @BotFather (/mybots), put it "
        "into TELEGRAM_BOT_TOKEN and start again.",
        "overlap": "A bot that ran until just now still seems to be connected (409). This one "
        "takes over in a moment.",
        "conflict": "Another program fetches commands with the same bot token (409). If the bot "
        "runs twice, stop one; if you know of no other, the token was stolen: issue a new one with "
        "/revoke at @BotFather. Alerts go on; commands are asked for again once a minute.",
        "silent": "Telegram has not answered for over 90 seconds. The connection is being made "
        "anew.",
        "flood": "Telegram asked for a pause. It goes on after that.",
        "network": "Telegram cannot be reached. It is being tried again and again.",
        "no_token": "it is empty; get a token from @BotFather (/mybots)",
        "refused_token": "Telegram refused it; get it again from @BotFather (/mybots)",
        "misshapen_token": "it does not look like a bot token; copy it again from @BotFather "
        "(/mybots)",
        "no_address": "it is not an address that begins with https://",
    },
}


_WERE = {
    "ko": {
        "token": "텔레그램이 봇 토큰을 거절했습니다.",
        "overlap": "조금 전까지 돌던 봇의 연결이 아직 남아 있었습니다(409).",
        "conflict": "다른 프로그램이 같은 봇 토큰으로 명령을 가져갔습니다(409).",
        "silent": "텔레그램에서 90초 넘게 답이 없었습니다.",
        "flood": "텔레그램이 잠시 쉬라고 했습니다.",
        "network": "텔레그램에 연결할 수 없었습니다.",
    },
    "en": {
        "token": "Telegram refused the bot token.",
        "overlap": "A bot that had run until then still seemed to be connected (409).",
        "conflict": "Another program fetched commands with the same bot token (409).",
        "silent": "Telegram had not answered for over 90 seconds.",
        "flood": "Telegram asked for a pause.",
        "network": "Telegram could not be reached.",
    },
}
"""the same of what is over"""


def was(key: str, lang: str) -> str:
    """Return the sentence that says what was wrong with the channel and is over."""
    return _WERE.get(lang, _WERE["ko"])[key]


def cure(key: str, lang: str) -> str:
    """Return the sentence that says what is wrong with the channel or a setting of its."""
    return _CURES.get(lang, _CURES["ko"])[key]


def ailment(error: BaseException) -> str:
    """Return the key of the sentence for a failure of getMe or getUpdates."""
    if isinstance(error, InvalidToken):
        return "token"
    if isinstance(error, Conflict):
        return "conflict"
    return "flood" if isinstance(error, RetryAfter) else "network"


def seconds_of(error: RetryAfter) -> float:
    """Return the pause Telegram demands; python-telegram-bot gives an int or a timedelta."""
    after: float | timedelta = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


@contextmanager
def translated() -> Iterator[None]:
    """Let nothing but a SendError out of a call that sends."""
    try:
        yield
    except TimeoutError as error:
        raise Unsure("no answer in time") from error
    except TelegramError as error:
        raise send_error(error) from error


def send_error(error: TelegramError) -> SendError:  # noqa: PLR0911 - one line an answer
    """Return what a failed send means; BadRequest is a NetworkError and is asked for first."""
    said = str(error)
    if isinstance(error, RetryAfter):
        return TryLater(seconds_of(error), said)
    if isinstance(error, ChatMigrated):
        return Moved(str(error.new_chat_id))
    if isinstance(error, Forbidden):
        return Gone(_reason(said) or "forbidden")
    if isinstance(error, BadRequest):
        reason = _reason(said)
        return Gone(reason) if reason else Malformed(said)
    if isinstance(error, InvalidToken):
        return TryLater(None, "the bot token was refused", everywhere=True)
    if "too many requests" in said.lower():  # a 429 that does not say how long
        return TryLater(None, said)
    if "entity too large" in said.lower():  # a 413
        return Malformed(said)
    if isinstance(error.__cause__, _NEVER_LEFT):
        return TryLater(None, said)
    return Unsure(said)


def topic_refused(error: SendError) -> Malformed:
    """Return why a topic cannot be begun, as the key of a reason."""
    match error:
        case Gone(detail="no_rights"):
            return Malformed("no_topic_rights")
        case Gone():
            return Malformed(error.detail)
        case Moved():
            return Malformed("upgraded")
        case TryLater():
            return Malformed("telegram_busy")
        case Unsure():
            return Malformed("telegram_unsure")
    said = str(error).lower()
    no_forum = "forum" in said or "supergroup" in said
    return Malformed("not_a_forum" if no_forum else "topic_not_made")


def _reason(said: str) -> str | None:
    lowered = said.lower()
    return next((reason for sign, reason in _GONE if sign in lowered), None)

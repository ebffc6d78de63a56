"""The one place where what Slack and the network say becomes what the engine understands."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError

from core.errors import Gone, Malformed, SendError, TryLater, Unsure

_GONE = frozenset(
    {
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "channel_not_found",
        "ekm_access_denied",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "not_in_channel",
        "posting_to_general_channel_denied",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "thread_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
    }
)
_SETUP = frozenset(
    {
        "access_denied",
        "accesslimited",
        "account_inactive",  # of the bot's own token: never a destination's fault
        "enterprise_is_restricted",
        "invalid_app_id",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_added_to_org",
        "team_not_found",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""what is wrong with the app or its workspace; nothing can be sent to anybody until it is mended"""

_BUSY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

_UNKNOWN_OUTCOME = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
)
"""after these Slack may have done as asked; after every other word of its it has not"""


class NotEditable(SendError):
    """The message cannot be changed any more; never leaves the channel."""


class SetupWrong(TryLater):
    """Slack refuses the app as it is set up: `code` is Slack's word, `needed` the missing scope.

    `app` is true where the app-level token was refused, not the bot's.
    """

    def __init__(self, code: str, needed: str = "") -> None:
        super().__init__(None, code, everywhere=True)
        self.code = code
        self.needed = needed
        self.app = False


class LinkRefused(Unsure):
    """Slack greeted a Socket Mode connection with its end; `reason` is Slack's word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_NOT_EDITABLE = frozenset(
    {
        "cant_update_message",
        "edit_window_closed",
        "expired_url",
        "message_not_found",
        "update_failed",
        "used_url",
    }
)


_NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
"""after these certainly nothing reached Slack"""


@contextmanager
def translated() -> Iterator[None]:
    """Let nothing but a SendError out of a call to Slack."""
    try:
        yield
    except SlackApiError as error:
        raise _refused(error) from error
    except _NEVER_LEFT as error:
        raise TryLater(None, f"not connected: {error}") from error
    except (aiohttp.ClientResponseError, aiohttp.ClientPayloadError) as error:
        raise Unsure(type(error).__name__) from error  # its text may hold a link's ticket
    except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
        raise Unsure(f"{type(error).__name__}: {error}") from error
    except (ValueError, AttributeError) as error:  # slack_sdk met a body that is not JSON
        raise Unsure(f"unreadable answer: {error}") from error


def _refused(error: SlackApiError) -> SendError:
    """Read an answer that is not ok; `response` is aiohttp's own where the body was not JSON."""
    answer = error.response
    data = getattr(answer, "data", None)
    body: dict[str, object] = data if isinstance(data, dict) else {}
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0) or 0)
    return refusal(
        str(body.get("error") or ""),
        status,
        retry_after=str(answer.headers.get("Retry-After", "")),
        needed=str(body.get("needed") or ""),
        more=str(body.get("response_metadata") or ""),
    )


def refusal(
    code: str, status: int = 200, *, retry_after: str = "", needed: str = "", more: str = ""
) -> SendError:
    """Return what a refusal means, from Slack's word for it and the HTTP status.

    A word nobody has heard of is taken for a complaint about the message: it goes once more
    without formatting and then never again.
    """
    if status == 429 or code in _BUSY:
        return TryLater(_seconds(retry_after), code or "429")
    if status >= 500 or not code or code in _UNKNOWN_OUTCOME:
        return Unsure(f"HTTP {status} {code}".strip())
    if code in _SETUP:
        return SetupWrong(code, needed)
    if code in _GONE:
        return Gone(code)
    if code in _NOT_EDITABLE:
        return NotEditable(code)
    return Malformed(f"{code} {more}".strip())


def _seconds(header: str) -> float | None:
    try:
        return max(0.0, float(header))
    except ValueError:
        return None

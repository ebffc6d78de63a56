"""Which of Kiwoom's codes means which of our errors; the same for REST, the token and LOGIN."""

from core.errors import (
    AddressNotRegistered,
    BotError,
    CredentialsRefused,
    OperatorError,
    RateLimited,
    Refused,
    SessionTaken,
    TokenRefused,
    Unavailable,
    WrongEnvironment,
)

ALREADY_REGISTERED = 900003
TAKEN = "R10001"

_RATE = frozenset({5, 429, 1700, 1701, 1702})
_TOKEN = frozenset({401, 8003, 8005, 8010, 8031, 8103, 805002, 805004})
_PASSING = frozenset({1999, 8006, 8009})
_OPERATOR: dict[int, type[OperatorError]] = {
    8001: CredentialsRefused,
    8002: CredentialsRefused,
    8020: CredentialsRefused,
    8030: WrongEnvironment,
    8040: AddressNotRegistered,
    8050: AddressNotRegistered,
}
_OTHER_ENVIRONMENT = "8031"
_SAME_KEY = ("동일", "기존 세션", "duplicate")


def error_of(code: int, message: str) -> BotError:
    """Return what to raise for a refusal; `code` is the telling one, see `bodies.code_of`."""
    said = f"{code}: {message}"
    if operator := _OPERATOR.get(code):
        return operator(said, code=str(code), message=message)
    if code in _TOKEN:
        return TokenRefused(said, code=str(code), message=message)
    if code in _RATE:
        return RateLimited(said, code=str(code), message=message)
    if code in _PASSING:
        return Unavailable(said, code=str(code), message=message)
    return Refused(code, message)


def after_renewal(error: TokenRefused) -> BotError:
    """Return what a refusal means when the token is brand new."""
    if error.params.get("code") == _OTHER_ENVIRONMENT:
        return WrongEnvironment(error.detail, **error.params)
    return error


def system_error(code: str, message: str) -> OperatorError | None:
    """Return what a SYSTEM frame asks of a person; None where reconnecting is the answer.

    R10001 is the published code of a second login, but it has been seen with another text, as a
    lasting problem of the key: the text decides.
    """
    if code != TAKEN:
        return None
    if not message or any(word in message for word in _SAME_KEY):
        return SessionTaken(f"{code}: {message}", code=code, message=message)
    return CredentialsRefused(f"{code}: {message}", code=code, message=message)

"""The switches that make the simulator misbehave the way the real server has been seen to.

Counts (`rest_html`, `rest_hang`, `login_close_before_ack`) go down by one at each use and stay
at work for ever when they are negative.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

_YES, _NO = {"1", "true", "on", "yes"}, {"0", "false", "off", "no"}


@dataclass(slots=True)
class Faults:
    """How the simulator deviates from a healthy server; every switch has one comment."""

    # The session.
    login_delay: float = 0.05  # seconds until LOGIN is answered
    login_deadline: float = 10.0  # seconds a connection may live without LOGIN, then R10004
    login_close_before_ack: int = 0  # how many LOGINs are answered by close 1000 only
    ping_period: float = 10.0  # seconds between two PINGs; 0 sends none
    ping_grace: int = 5  # unanswered PINGs after which R10002 ends the session
    duplicate: Literal["kick", "allow"] = "kick"  # what a second LOGIN does to the first session
    refuse_connections: bool = False  # every new connection and request is cut at once
    silence: bool = False  # nothing at all is sent on the socket, not even PING
    mute_pushes: bool = False  # a zombie: PINGs and replies flow, pushes do not
    zombie_ttl: float = 60.0  # seconds registrations outlive an abnormal close (900003)
    reply_delay: float = 0.0  # seconds every reply but LOGIN's and OAuth's waits
    garbage: int = 0  # after every so many frames one that is no use; 0 sends none
    # Condition searches.
    cnsr_order: Literal["silent", "ok", "error"] = "silent"  # CNSRREQ before CNSRLST (error: ours)
    max_conditions: int = 0  # conditions live at once, 0 any number; the error is not upstream's
    cond_requery: float = (
        0.0  # seconds between two searches of one seq; the error is not upstream's
    )
    cond_max_members: int = 100  # above so many stocks a condition is acked but pushes nothing
    page_size: int = 100  # rows in one page of a search
    list_objects: bool = False  # CNSRLST rows are objects instead of arrays
    padding: Literal["search", "always", "never"] = "search"  # replies with seq padded to three
    push_first: bool = False  # a push comes before the ack of its subscription
    data_frame_without_return_code: bool = False  # a CNSRREQ data frame before the reply
    omit_907: bool = False  # pushes lack field 907
    omit_841: bool = False  # pushes do not say which condition they are about
    pad_841: bool = False  # field 841 is padded with blanks to three
    push_prefix_A: bool = False  # noqa: N815 - codes in pushes carry the letter of their kind
    join_pushes: bool = False  # the changes of one moment come in one frame
    # REST and OAuth.
    rest_rate: float = 5.0  # requests a second per app key and api-id; 1 is the mock server, 0 any
    rate_http: Literal[429, 200] = 429  # the HTTP status of a refusal for rate
    rest_html: int = 0  # how many requests are answered by HTTP 502 and an HTML page
    rest_hang: int = 0  # how many requests are never answered
    auth_http: Literal[200, 401] = 200  # the HTTP status of a refused token
    token_lifetime: float = 86400.0  # seconds a new token is good for
    reissue: Literal["same", "rotate"] = "same"  # what a second au10001 gives
    environment_mismatch: Literal["no", "key", "token"] = "no"  # key: 8030, token: 8031
    ip_refused: bool = False  # 8050: this address is not on the key's list
    block_user_agent: bool = False  # a library's default User-Agent gets HTTP 400 and HTML

    @classmethod
    def parse(cls, settings: Iterable[str]) -> "Faults":
        """Build the switches from `name=value` texts; ValueError says what is wrong with one."""
        faults = cls()
        pairs: dict[str, Any] = {}
        for text in settings:
            name, equals, value = text.partition("=")
            pairs[name.strip()] = value.strip() if equals else "true"
        faults.update(pairs)
        return faults

    def update(self, values: Mapping[str, Any]) -> None:
        """Set several switches at once, all or, where one is wrong (ValueError), none."""
        kinds = get_type_hints(type(self))
        ready: dict[str, Any] = {}
        for given, value in values.items():
            name = given.replace("-", "_")
            if name not in kinds:
                valid = ", ".join(sorted(kinds))
                raise ValueError(f"There is no fault {given!r}; the faults are: {valid}.")
            ready[name] = _read(name, kinds[name], value)
        for name, value in ready.items():
            setattr(self, name, value)

    def values(self) -> dict[str, Any]:
        """Return every switch by name."""
        return dataclasses.asdict(self)

    def spend(self, name: Literal["rest_html", "rest_hang", "login_close_before_ack"]) -> bool:
        """Use a count once and tell whether there was anything left of it."""
        left: int = getattr(self, name)
        if left > 0:
            setattr(self, name, left - 1)
        return left != 0


def _read(name: str, kind: Any, value: Any) -> Any:
    if get_origin(kind) is Literal:
        for choice in get_args(kind):
            if str(choice) == str(value):
                return choice
        choices = " or ".join(str(choice) for choice in get_args(kind))
        raise ValueError(f"The fault {name!r} takes {choices}, not {value!r}.")
    if kind is bool:
        word = str(value).lower()
        if word in _YES | _NO:
            return word in _YES
        raise ValueError(f"The fault {name!r} takes on or off, not {value!r}.")
    try:
        number = kind(value)
    except (TypeError, ValueError):
        what = "a whole number" if kind is int else "a number"
        raise ValueError(f"The fault {name!r} takes {what}, not {value!r}.") from None
    if isinstance(value, bool) or (kind is float and not 0 <= number < float("inf")):
        raise ValueError(f"The fault {name!r} takes a number of zero or more, not {value!r}.")
    return number

"""Which language a request is answered in."""

from starlette.requests import HTTPConnection

from bot.languages import LANGUAGES


def heard(connection: HTTPConnection) -> str:
    """Return the first language the browser asks for that the bot speaks, nothing without one."""
    for one in connection.headers.get("accept-language", "").split(","):
        said = one.partition(";")[0].strip().partition("-")[0].casefold()
        if said in LANGUAGES:
            return said
    return ""


def language(connection: HTTPConnection) -> str:
    """Return the caller's language, a stranger's browser's, else the bot's."""
    caller = getattr(connection.state, "caller", None)
    if caller is not None:
        return str(caller.lang)
    desk = getattr(connection.app.state, "desk", None)
    return heard(connection) or (desk.lang if desk is not None else connection.app.state.lang)

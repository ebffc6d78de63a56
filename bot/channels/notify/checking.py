"""What the doctor asks of each service, without sending anything."""

from pathlib import Path

from bot.channels.notify.http import Http
from bot.channels.notify.making import make
from bot.channels.notify.outcomes import Refused
from bot.render.voice import Voice
from bot.sinks import Sink
from core.errors import ChatUnavailable, Gone, SendError, SettingsWrong


async def check(sink: Sink, keep: Path, lang: str = "ko") -> str:
    """Return what is known of a service; raises SettingsWrong or ChatUnavailable."""
    voice, http = Voice(lang), Http()
    try:
        service = make([sink], http, keep)[sink.name]
        asked = await service.probe()
    except (Gone, Refused) as error:
        code = error.code if isinstance(error, Refused) else 404
        reason = voice.text("notify.refused_is", name=sink.name, code=code)
        raise SettingsWrong(reason, name="NOTIFY_URLS", reason=reason.rstrip(".")) from error
    except SendError as error:
        raise ChatUnavailable(str(error), url=f"{sink.name} ({service.kind})") from error
    finally:
        await http.close()
    return voice.text("check.notify_asked" if asked else "check.notify_unasked", kind=service.kind)

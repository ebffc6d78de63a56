"""What every test shares: nothing in it hangs on how busy the machine is."""

import structlog
from hypothesis import settings

settings.register_profile("unhurried", parent=settings.default, deadline=None)
settings.load_profile("unhurried")

# As bot/logs.py writes a traceback. Where rich is installed structlog would draw each with every
# local variable, and for the seconds that takes on a busy machine no event loop turns.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
    ]
)

"""The set-up page: asks for keys and tokens on this machine, before there is a bot."""

from bot.channels.web.setup.app import build
from bot.channels.web.setup.draft import Checks, Draft, Met, Verdict, https_address
from bot.channels.web.setup.lock import Latch

__all__ = ["Checks", "Draft", "Latch", "Met", "Verdict", "build", "https_address"]

"""Telegram: long polling in, HTML messages out, python-telegram-bot in between.

python-telegram-bot's own updater and rate limiter are not used: its polling ends for good at the
first 401, starts over for ever at an update it cannot read, and confirms what nobody has handled.
"""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # read when RetryAfter is asked how long

from bot.channels.telegram.api import Timeouts
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.checking import check

__all__ = ["TelegramChannel", "Timeouts", "check"]

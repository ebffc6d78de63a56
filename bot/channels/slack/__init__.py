"""Slack: Socket Mode or signed requests in, blocks out, Bolt and slack_sdk in between."""

from bot.channels.slack.api import check, is_token, misplaced
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.link import Timing
from bot.channels.slack.manifest import manifest, manifest_text, request_url

__all__ = [
    "SlackChannel",
    "Timing",
    "check",
    "is_token",
    "manifest",
    "manifest_text",
    "misplaced",
    "request_url",
]

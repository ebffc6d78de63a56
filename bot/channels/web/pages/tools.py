"""What the pages are given of the commands, the doctor and the settings."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from bot.channels.web.problems import Problem
from bot.messages import Answers, Filled
from bot.reload import Reloaded
from bot.settings import Settings
from core.model import PLAIN, Options


def _plain(_said: str) -> Options:
    return PLAIN


def _unfilled(_lang: str, _answers: Answers) -> Filled:
    return Filled()


@dataclass(frozen=True, slots=True)
class Tools:
    """How options are read, what the doctor finds, which settings there are."""

    fill: Callable[[str, Answers], Filled] = _unfilled
    """the answers to the form of a subscription, as words; or a sentence for each wrong one"""
    options: Callable[[str], Options] = _plain
    """those words as options"""
    examine: Callable[[str], Awaitable[Sequence[str]]] | None = None
    """the doctor, in a language: a line each, `✓ `, `✗ `, `! ` or `– ` in front"""
    reload: Callable[[str], Reloaded] | None = None
    """reads the settings again for an identity; None where there is nothing to read"""
    requery: Callable[[], int] = lambda: 60
    """the seconds between two searches of a polled condition"""
    settings: Callable[[], Settings] | None = None
    """the settings in effect now"""


def equip(app: FastAPI, tools: Tools) -> None:
    """Let the pages of an app work with these."""
    app.state.tools = tools


def tools_of(connection: HTTPConnection) -> Tools:
    """Return what the pages work with; Problem 503 before there is anything."""
    tools: Tools | None = getattr(connection.app.state, "tools", None)
    if tools is None:
        raise Problem(503, "board.not_ready")
    return tools

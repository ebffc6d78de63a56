"""Every router of the web face, one line each."""

from fastapi import APIRouter

from bot.channels.web import chat, docs, health, mailing
from bot.channels.web.api import (
    conditions,
    events,
    live,
    people,
    scores,
    status,
    stocks,
    subscriptions,
)
from bot.channels.web.pages import (
    history,
    home,
    replay,
    settings,
    signing,
)
from bot.channels.web.pages import (
    scores as score_pages,
)
from bot.channels.web.pages import (
    status as status_page,
)
from bot.channels.web.pages import (
    stocks as stock_pages,
)
from bot.channels.web.pages import (
    subscriptions as following,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    docs.router,
    conditions.router,
    events.router,
    subscriptions.router,
    stocks.router,
    scores.router,
    status.router,
    people.router,
    live.router,
    signing.router,
    mailing.router,
    home.router,
    chat.router,
    stock_pages.router,
    following.router,
    replay.router,
    history.router,
    score_pages.router,
    status_page.router,
    settings.router,
)

"""The pages people see; every module exports a `router`, and they share `render`."""

from bot.channels.web.pages.rendering import Item, asset, navigation, render

__all__ = ["Item", "asset", "navigation", "render"]

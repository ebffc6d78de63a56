"""Command menus that follow the role: whose changed is told to the faces that have menus."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from bot.access import Role


@runtime_checkable
class MenuFace(Protocol):
    """A face that shows each person a menu of their own."""

    @property
    def name(self) -> str:
        """Return the word identities begin with."""
        ...

    async def publish_menu(self, chat: str, role: Role | None) -> None:
        """Show in a private chat what a role may do, None: what everybody is shown."""
        ...


class Menus:
    """Compares `roles`, by identity, with what was published, whenever they `changed`."""

    def __init__(self, roles: Callable[[], Mapping[str, Role]], faces: Sequence[object]) -> None:
        self._roles = roles
        self._faces = {one.name: one for one in faces if isinstance(one, MenuFace)}
        self._news = asyncio.Event()
        self._shown: dict[str, Role] = {}

    def changed(self) -> None:
        """Look again, soon."""
        self._news.set()

    async def run(self) -> None:
        """Publish every menu, and again whenever a role changes, until cancelled."""
        while True:
            self._news.clear()
            wanted = dict(self._roles())
            for identity in self._shown.keys() | wanted.keys():
                if self._shown.get(identity) != wanted.get(identity):
                    await self._publish(identity, wanted.get(identity))
            self._shown = wanted
            await self._news.wait()

    async def _publish(self, identity: str, role: Role | None) -> None:
        channel, _, chat = identity.partition(":")
        face = self._faces.get(channel)
        if face is not None and not chat.startswith("-"):  # an anonymous admin speaks as the group
            await face.publish_menu(chat, role)

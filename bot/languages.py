"""Which language a person and a chat are spoken to in; kept over restarts."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from bot.messages import Incoming
from core.model import Destination
from core.ports import Facts
from core.services.people import Speaker

LANGUAGES = ("ko", "en")

_CHOSEN, _APP, _CHAT, _HOME = "lang", "lang-app", "lang-chat", "lang-home"
"""what is kept: of an identity its choice and its app's language, of a chat its own, and whose"""


class Languages:
    """A person's choice holds in their private chats, a chat's own choice in that chat.

    Without one a private chat speaks as the person's app does, every other as `default` says.
    `kin` returns the identities of the person behind one of them: what is chosen under one holds
    under all.
    """

    def __init__(self, default: str, facts: Facts) -> None:
        self._default = default
        self._facts = facts
        self.kin: Callable[[str], Sequence[str]] = _alone
        self._kept: dict[str, str] = {}
        self._last: dict[str, str] = {}
        """what was spoken in the chats of those who were removed, for the last words there"""

    async def load(self) -> None:
        """Take everything from the rows."""
        self._kept = await self._facts.under(_CHOSEN)

    def of(self, incoming: Incoming) -> str:
        """Return the language of the answer to what was said."""
        if not incoming.private:
            return self.at(incoming.destination)
        heard = _spoken(incoming.language) if incoming.language else None
        return self._of_person(incoming.person, heard)

    def of_person(self, identity: str, heard: str) -> str:
        """Return what a person chose, else what the browser they use now speaks (`en-US`)."""
        return self._of_person(identity, _spoken(heard) or None)

    def at(self, destination: Destination) -> str:
        """Return the language of what a chat is told without having asked."""
        chat = str(_whole(destination))
        if chosen := self._kept.get(f"{_CHAT}:{chat}"):
            return chosen
        whose = self._kept.get(f"{_HOME}:{chat}", chat)
        return self._known(whose) or self._last.get(chat, self._default)

    def chosen(self, speaker: Speaker) -> bool:
        """Return whether the language they are answered in was chosen by a person."""
        if not speaker.private:
            return f"{_CHAT}:{_whole(speaker.destination)}" in self._kept
        return bool(self._first(_CHOSEN, speaker.identity))

    def heard(self, speaker: Speaker) -> bool:
        """Return whether the app of somebody speaks a language the bot knows."""
        return bool(self._first(_APP, speaker.identity))

    async def met(self, incoming: Incoming) -> None:
        """Note which language the app of somebody speaks, and that this private chat is theirs."""
        if not incoming.private:
            return
        chat = str(_whole(incoming.destination))
        if chat != incoming.person:
            await self._put(f"{_HOME}:{chat}", incoming.person)
        if incoming.language:
            await self._put(f"{_APP}:{incoming.person}", _spoken(incoming.language))

    async def choose(self, speaker: Speaker, lang: str) -> None:
        """Speak `lang` to who said so from now on; in a group, to the group."""
        if not speaker.private:
            await self._put(f"{_CHAT}:{_whole(speaker.destination)}", lang)
            return
        for identity in {speaker.identity, *self.kin(speaker.identity)}:
            await self._put(f"{_CHOSEN}:{identity}", lang)

    async def forget(self, identities: Collection[str]) -> None:
        """Keep nothing of somebody who was removed: no choice, no app's language, no chat."""
        theirs = {f"{kind}:{one}" for one in identities for kind in (_CHOSEN, _APP)}
        homes = {
            key
            for key, whose in self._kept.items()
            if key.startswith(f"{_HOME}:") and whose in identities
        }
        for chat in {*identities, *(key.removeprefix(f"{_HOME}:") for key in homes)}:
            self._last[chat] = self._of_person(self._kept.get(f"{_HOME}:{chat}", chat))
        for key in sorted(theirs | homes):
            await self._put(key, "")

    async def move(self, old: Destination, new: Destination) -> None:
        """Let the choice of a group follow it to its new address."""
        before = f"{_CHAT}:{_whole(old)}"
        await self._put(f"{_CHAT}:{_whole(new)}", self._kept.get(before, ""))
        await self._put(before, "")

    def _of_person(self, identity: str, heard: str | None = None) -> str:
        """Return their choice, else what their app speaks; `heard` where it was said just now."""
        return self._known(identity, heard) or self._default

    def _known(self, identity: str, heard: str | None = None) -> str:
        app = self._first(_APP, identity) if heard is None else heard
        return self._first(_CHOSEN, identity) or app

    def _first(self, kind: str, identity: str) -> str:
        """Return what is kept of an identity, else of another of the same person."""
        every = (identity, *self.kin(identity))
        return next((found for one in every if (found := self._kept.get(f"{kind}:{one}"))), "")

    async def _put(self, key: str, value: str) -> None:
        """Keep a fact, or forget it where it says nothing; nothing is written twice."""
        if self._kept.get(key, "") == value:
            return
        if value:
            await self._facts.put(key, value)
            self._kept[key] = value
        else:
            await self._facts.drop(key)
            self._kept.pop(key, None)


def _spoken(code: str) -> str:
    """Return `en` for `en-US`, nothing for a language the bot does not speak."""
    lang = code.replace("_", "-").partition("-")[0].casefold()
    return lang if lang in LANGUAGES else ""


def _whole(destination: Destination) -> Destination:
    """Return the chat of a topic: all its topics speak one language."""
    return replace(destination, topic="")


def _alone(_identity: str) -> tuple[str, ...]:
    return ()

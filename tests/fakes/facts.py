"""`Facts` in memory."""


class FakeFacts:
    """Small facts; give the same one to what stands for a process after a restart."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    async def get(self, key: str) -> str | None:
        return self.known.get(key)

    async def put(self, key: str, value: str) -> None:
        self.known[key] = value

    async def drop(self, key: str) -> None:
        self.known.pop(key, None)

    async def under(self, prefix: str) -> dict[str, str]:
        return {key: value for key, value in self.known.items() if key.startswith(prefix)}

"""Whether another program polls with the same token; pure."""

LASTS = 60.0
"""seconds after the first refusal from which on it is no dead predecessor any more"""
CALM = 90.0
"""seconds of undisturbed polling after which the other one is believed to be gone"""
_LEAST = 3
"""refusals; two may be an accident of the network"""


class Contest:
    """What the 409s of getUpdates mean, by the monotonic second they came in.

    One may be the poll of a dead predecessor, which Telegram holds for half a minute. The newer
    poll throws the older one out, so of two programs each gets answers in between: a success
    alone does not end it. CALM is longer than a minute, after which another copy of this very bot
    would try again.
    """

    def __init__(self) -> None:
        self._first = 0.0
        self._last: float | None = None
        self._calm_since: float | None = None
        self.clashes = 0
        """how many refusals there were in a row, undisturbed polling in between left out"""
        self.lasting = False
        self.reported = False
        """whether whoever has to know knows that it is `lasting`"""

    def clash(self, at: float) -> None:
        """Take in a 409."""
        if self._last is None or (not self.lasting and at - self._last > CALM):
            self._first, self.clashes = at, 0
        self._last, self._calm_since = at, None
        self.clashes += 1
        if self.clashes >= _LEAST and at - self._first >= LASTS:
            self.lasting = True

    def calm(self, at: float) -> None:
        """Take in a getUpdates that succeeded."""
        if self._last is None:
            return
        if self._calm_since is None:
            self._calm_since = at
        if at - self._calm_since >= CALM:
            self._last, self.clashes, self.lasting = None, 0, False

    def stumble(self) -> None:
        """Take in a failure of another kind: nothing is known of that time."""
        self._calm_since = None

"""The rules of one connection, without I/O: frames and requests go in, what to do comes out.

There is no request id on the wire. An answer is known by its trnm, the condition's number and the
shape of its rows, so requests of one trnm go out one after the other, and a question nobody waits
for any more (see `Protocol.abandon`) keeps its condition from being asked until it is settled.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from core.kiwoom import fields, wire
from core.kiwoom.requests import Request
from core.kiwoom.wire import Frame, Row, WireError
from core.model import Hit, Listed
from core.ports import MarketState, Push, Relisted, Snapshot, Trade

LATE_ANSWER = 60.0
"""seconds a condition is not asked again after its answer did not come"""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `next_key` is empty on the last page."""

    code: int
    message: str = ""
    conditions: tuple[Listed, ...] = ()
    hits: tuple[Hit, ...] = ()
    codes: tuple[str, ...] = ()
    next_key: str = ""


@dataclass(frozen=True, slots=True)
class Write:
    """This request goes out now."""

    request: Request


@dataclass(frozen=True, slots=True)
class Echo:
    """A PING goes back as it came, and nobody else sees it."""

    text: str | bytes


@dataclass(frozen=True, slots=True)
class Answered:
    """A request got its answer, which may be a refusal."""

    request: Request
    reply: Reply


@dataclass(frozen=True, slots=True)
class Postponed:
    """A request cannot be asked now: an answer to its forerunner may still come."""

    request: Request


@dataclass(frozen=True, slots=True)
class Said:
    """A SYSTEM frame; the server closes after it. It is never echoed."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something of no use came; `garbage` where it broke the protocol and was counted."""

    reason: str
    garbage: bool = False


Event = Push | Trade | MarketState | Snapshot | Relisted
Output = Event | Write | Echo | Answered | Postponed | Said | Ignored


@dataclass(slots=True)
class _Lane:
    """The requests of one trnm: one is out, others wait; `late` were given up, by condition."""

    asked: Request | None = None
    queue: deque[Request] = field(default_factory=deque)
    late: dict[str | None, float] = field(default_factory=dict)

    def forget(self, now: float) -> None:
        """Drop the given-up requests whose minute has passed."""
        self.late = {seq: at for seq, at in self.late.items() if now - at < LATE_ANSWER}

    def fits(self, seq: str | None, shape: str | None) -> bool:
        """Say whether a reply with this number and shape answers the request that is out."""
        if (asked := self.asked) is None or (shape and asked.shape and shape != asked.shape):
            return False
        if asked.seq is None or seq is None:
            return not self.late
        return seq == asked.seq


class Protocol:
    """One connection: LOGIN, then CNSRLST, then everything else."""

    def __init__(self) -> None:
        self.garbage = 0
        self._lanes: dict[str, _Lane] = {}
        self._logged_in = False
        self._listed = False
        self._holding: str | None = None
        self._held: list[Push] = []

    def send(self, request: Request, now: float) -> list[Output]:
        """Take a request; it is written when it is its turn."""
        lane = self._lanes.setdefault(request.trnm, _Lane())
        lane.queue.append(request)
        return self._advance(request.trnm, lane, now)

    def abandon(self, request: Request, now: float) -> list[Output]:
        """Give a request up: its answer, should it come, will answer nothing."""
        lane = self._lanes[request.trnm]
        if lane.asked is not request:
            if request in lane.queue:
                lane.queue.remove(request)
            return []
        lane.asked = None
        lane.late[request.seq] = now
        return [*self._release(request), *self._advance(request.trnm, lane, now)]

    def receive(self, text: str | bytes, at: datetime, arrived: float) -> list[Output]:
        """Take a frame that arrived at `at`, which is `arrived` on the monotonic clock."""
        try:
            frame = wire.read(text)
            if frame.trnm == wire.REAL:
                return self._real(frame, at, arrived)
            if frame.trnm == wire.PING:
                return [Echo(text)]
            if frame.trnm == wire.SYSTEM:
                return [_said(frame)]
            return self._answer(frame, at, arrived)
        except WireError as error:
            return [self._rejected(error)]

    # --- pushes ----------------------------------------------------------------------------------

    def _real(self, frame: Frame, at: datetime, arrived: float) -> list[Output]:
        outputs: list[Output] = []
        for entry in wire.entries(frame.data):
            try:
                if entry.type == "02":
                    push = wire.push(entry, at, arrived)
                    if self._holding is not None and push.seq == self._holding:
                        self._held.append(push)
                    else:
                        outputs.append(push)
                elif entry.type == "0B":
                    outputs.append(wire.trade(entry, at))
                elif entry.type == "0s":
                    outputs.append(wire.market_state(entry, at))
            except WireError as error:
                outputs.append(self._rejected(error))
        return outputs

    def _release(self, request: Request) -> list[Push]:
        """Hand out what was held for a subscription that is settled one way or the other."""
        if request.shape != wire.SUBSCRIBE:
            return []
        held, self._held, self._holding = self._held, [], None
        return held

    # --- answers ---------------------------------------------------------------------------------

    def _answer(self, frame: Frame, at: datetime, arrived: float) -> list[Output]:
        code = fields.number(frame.return_code)
        lane = self._lanes.get(frame.trnm) if isinstance(frame.trnm, str) else None
        if code is None or lane is None:
            return []
        lane.forget(arrived)
        message = fields.text(frame.return_msg)
        seq = fields.seq(frame.seq) or fields.seq_in(message)
        rows = wire.rows(frame.data) if frame.trnm == wire.REQUEST and code == 0 else []
        request = lane.asked
        if request is None or not lane.fits(seq, wire.shape(rows)):
            known = lane.late.pop(seq, None) is not None
            return [Ignored("a late answer" if known else "an answer to nothing asked")]
        reply = _reply(frame, request, rows, code, message)
        lane.asked = None
        outputs = [Answered(request, reply), *self._consequences(request, reply, at)]
        return outputs + self._advance_all(arrived)

    def _consequences(self, request: Request, reply: Reply, at: datetime) -> list[Output]:
        if reply.code != 0:
            return [*self._release(request)]
        if request.trnm == wire.LOGIN:
            self._logged_in = True
        elif request.trnm == wire.LIST:
            again, self._listed = self._listed, True
            return [Relisted(at, reply.conditions)] if again else []
        elif request.shape == wire.SUBSCRIBE and request.seq is not None:
            return [Snapshot(at, request.seq, reply.codes), *self._release(request)]
        return []

    # --- turns -----------------------------------------------------------------------------------

    def _advance_all(self, now: float) -> list[Output]:
        lanes = self._lanes.items()
        return [output for trnm, lane in lanes for output in self._advance(trnm, lane, now)]

    def _advance(self, trnm: str, lane: _Lane, now: float) -> list[Output]:
        outputs: list[Output] = []
        lane.forget(now)
        while lane.queue and lane.asked is None and self._open_to(trnm):
            request = lane.queue.popleft()
            if request.seq in lane.late:
                outputs.append(Postponed(request))
                continue
            lane.asked = request
            if request.shape == wire.SUBSCRIBE:
                self._holding = request.seq
            outputs.append(Write(request))
        return outputs

    def _open_to(self, trnm: str) -> bool:
        if trnm == wire.LOGIN:
            return True
        return self._logged_in and (self._listed or trnm == wire.LIST)

    def _rejected(self, error: WireError) -> Ignored:
        self.garbage += 1
        return Ignored(str(error), garbage=True)


def _reply(frame: Frame, request: Request, rows: list[Row], code: int, message: str) -> Reply:
    if code != 0:
        return Reply(fields.code_in(message) or code, message)
    if request.trnm == wire.LIST:
        return Reply(0, message, conditions=wire.conditions(frame.data))
    if request.shape == wire.SUBSCRIBE:
        return Reply(0, message, codes=wire.members(rows))
    more = fields.text(frame.cont_yn).upper() == "Y"
    next_key = fields.text(frame.next_key) if more else ""
    return Reply(0, message, hits=wire.hits(rows), next_key=next_key)


def _said(frame: Frame) -> Said:
    code = fields.text(frame.code) or fields.text(frame.return_code)
    return Said(code, fields.text(frame.message) or fields.text(frame.return_msg))

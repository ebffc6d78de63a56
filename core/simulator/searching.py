"""The condition transactions of one session: CNSRLST, CNSRREQ and CNSRCLR."""

from typing import TYPE_CHECKING, Any

from core.simulator import frames
from core.simulator.conditions import Change, Condition
from core.simulator.frames import Frame

if TYPE_CHECKING:
    from core.simulator.session import Session

_MISSING = "필수 파라미터가 누락되어 있습니다"
_NOT_UPSTREAM = "(시뮬레이터가 정한 오류이며 실제 서버의 코드가 아닙니다)"


class Searching:
    """What one session has listed, searched and subscribed."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._world = session.world
        self._listed = False
        self._live: dict[str, Condition] = {}
        self._rows: dict[str, list[Frame]] = {}

    def live_seqs(self) -> list[str]:
        """Return the addresses that are subscribed."""
        return list(self._live)

    def list_conditions(self, _: Frame) -> None:
        """Answer CNSRLST; the rows come in the order of their addresses as text."""
        self._listed = True
        ordered = sorted(self._world.conditions, key=lambda c: c.seq)
        rows: list[Any] = [[c.seq, c.name] for c in ordered]
        if self._world.faults.list_objects:
            rows = [{"seq": seq, "name": name} for seq, name in rows]
        self._session.reply({"trnm": "CNSRLST", "return_code": 0, "return_msg": "", "data": rows})

    def search(self, frame: Frame) -> None:
        """Answer CNSRREQ, once (search_type 0) or with pushes from then on (1)."""
        if not self._listed and self._world.faults.cnsr_order != "ok":
            if self._world.faults.cnsr_order == "error":
                self._refuse("CNSRREQ", 900001, f"조건검색 목록조회가 먼저입니다 {_NOT_UPSTREAM}")
            return
        seq = str(frame.get("seq") or "").strip()
        kind = str(frame.get("search_type") or "").strip()
        if not seq or kind not in ("0", "1") or not frame.get("stex_tp"):
            self._refuse("CNSRREQ", 100002, _MISSING)
            return
        condition = self._world.find(seq)
        if condition is None:
            self._refuse("CNSRREQ", 900004, f"존재하지 않는 일련번호입니다.(seq={seq})")
        elif kind == "0":
            self._search_once(condition, seq, frame)
        else:
            self._subscribe(condition, seq)

    def clear(self, frame: Frame) -> None:
        """Answer CNSRCLR; it frees what a dead session of the same key holds, too."""
        seq = str(frame.get("seq") or "").strip()
        if not seq:
            self._refuse("CNSRCLR", 100002, _MISSING)
            return
        self._live.pop(seq, None)
        self._world.exorcise(self._session.app_key, seq)
        shown = self._padded(seq, search=False)
        self._session.reply({"trnm": "CNSRCLR", "seq": shown, "return_code": 0, "return_msg": ""})

    def tell(self, changes: list[Change]) -> None:
        """Push what moved in the subscribed conditions."""
        entries = [
            frames.crossing(change, seq, self._world.now(), self._world.faults)
            for change in changes
            for seq, condition in self._live.items()
            if condition is change.condition and not self._is_too_large(condition)
        ]
        if entries:
            self._session.push(entries)

    def _search_once(self, condition: Condition, seq: str, frame: Frame) -> None:
        continued = frame.get("cont_yn") == "Y" and seq in self._rows
        if not continued:
            if self._world.is_too_soon(self._session.app_key, seq):
                text = (
                    f"같은 조건식은 잠시 뒤에 다시 조회할 수 있습니다.(seq={seq}) {_NOT_UPSTREAM}"
                )
                self._refuse("CNSRREQ", 900006, text)
                return
            quotes = (self._world.market.quote(code) for code in condition.members)
            self._rows[seq] = [frames.hit(quote) for quote in quotes if quote]
        key = str(frame.get("next_key") or "")
        start = int(key) if continued and key.isdigit() else 0
        end = start + self._world.faults.page_size
        rows = self._rows[seq]
        more = end < len(rows)
        answer: Frame = {
            "trnm": "CNSRREQ",
            "seq": self._padded(seq, search=True),
            "cont_yn": "Y" if more else "N",
            "next_key": f"{end:020d}" if more else "",
            "return_code": 0,
            "data": rows[start:end],
        }
        self._answer(answer)

    def _subscribe(self, condition: Condition, seq: str) -> None:
        if seq in self._live or self._world.is_zombie(self._session.app_key, seq):
            self._refuse("CNSRREQ", 900003, f"이미 등록된 조건검색 일련번호입니다.(seq={seq})")
            return
        most = self._world.faults.max_conditions
        if most and len(self._live) >= most:
            text = f"실시간 조건검색은 {most}개까지입니다.(seq={seq}) {_NOT_UPSTREAM}"
            self._refuse("CNSRREQ", 900005, text)
            return
        if self._world.faults.push_first:
            self._live[seq] = condition
            self._push_a_member(condition)
        self._answer_subscription(condition, seq)

    def _answer_subscription(self, condition: Condition, seq: str) -> None:
        answer: Frame = {
            "trnm": "CNSRREQ",
            "seq": self._padded(seq, search=False),
            "return_code": 0,
            "data": [{"jmcode": frames.prefixed(code)} for code in condition.members],
        }

        def begin() -> None:
            self._live[seq] = condition

        self._answer(answer, begin)

    def _push_a_member(self, condition: Condition) -> None:
        for code in condition.members[:1]:
            self.tell([Change(condition, code, "I")])

    def _answer(self, answer: Frame, then: Any = None) -> None:
        if self._world.faults.data_frame_without_return_code:
            bare = {key: answer[key] for key in ("trnm", "seq", "data")}
            self._session.reply(bare, answer, then=then)
        else:
            self._session.reply(answer, then=then)

    def _refuse(self, trnm: str, return_code: int, message: str) -> None:
        self._session.reply(frames.refusal(trnm, return_code, message))

    def _padded(self, seq: str, *, search: bool) -> str:
        padding = self._world.faults.padding
        return f"{seq:<3}" if padding == "always" or (search and padding == "search") else seq

    def _is_too_large(self, condition: Condition) -> bool:
        return len(condition.members) > self._world.faults.cond_max_members

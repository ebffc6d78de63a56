"""The token: kept, judged by the wall clock in Korean time, renewed once for everybody."""

import asyncio
import json
import os
import stat
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.clock import KST, SystemClock
from core.errors import (
    AddressNotRegistered,
    BotError,
    CredentialsRefused,
    RateLimited,
    Refused,
    SessionTaken,
    TokenRefused,
    Unavailable,
    WrongEnvironment,
)
from core.kiwoom import refusals
from core.kiwoom.auth import Tokens
from core.kiwoom.transport import Transport
from core.simulator.server import Simulator
from tests.core.kiwoom.scripted import TOKEN, Answer, scripted
from tests.core.kiwoom.stage import QUICK, Wall, asked, broker_of, faults


class Desk:
    """A token desk of its own for every start of the bot."""

    def __init__(self, base_url: str, path: Path, key: str, secret: str) -> None:
        self.wall = Wall()
        self.path = path
        self._given = (base_url, key, secret)
        self._open: list[Transport] = []

    def start(self, **other: str) -> Tokens:
        base_url, key, secret = self._given
        transport = Transport(other.get("base_url", base_url), QUICK)
        self._open.append(transport)
        key, secret = other.get("key", key), other.get("secret", secret)
        return Tokens(transport, key, secret, self.path, wall=self.wall)

    async def close(self) -> None:
        for transport in self._open:
            await transport.aclose()


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(faults=faults()) as simulator:
        yield simulator


@pytest.fixture
async def desk(sim: Simulator, tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(sim.base_url, tmp_path / "data" / ".token", sim.app_key, sim.app_secret)
    yield desk
    await desk.close()


@pytest.fixture
def utc() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


async def test_the_token_is_used_again_after_a_restart(sim: Simulator, desk: Desk) -> None:
    first = await desk.start().token()
    assert await desk.start().token() == first
    assert asked(sim, "au10001") == 1


async def test_the_token_of_another_key_or_host_is_not_used(sim: Simulator, desk: Desk) -> None:
    await desk.start().token()
    async with scripted(Answer({})) as script:
        assert await desk.start(base_url=script.base_url).token() == "first"
    with pytest.raises(CredentialsRefused):
        await desk.start(key="another").token()


async def test_only_the_owner_may_read_the_file_and_it_holds_no_key(
    sim: Simulator, desk: Desk
) -> None:
    await desk.start().token()
    if os.name == "posix":
        assert stat.S_IMODE(desk.path.stat().st_mode) == 0o600
    assert [each.name for each in desk.path.parent.iterdir()] == [".token"]
    text = desk.path.read_text()
    assert sim.app_key not in text
    assert sim.app_secret not in text


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"host":1}', b'{"token":"x"}']
)
async def test_a_broken_file_is_ignored_and_replaced(
    sim: Simulator, desk: Desk, content: bytes
) -> None:
    desk.path.parent.mkdir()
    desk.path.write_bytes(content)
    token = await desk.start().token()
    assert json.loads(desk.path.read_bytes())["token"] == token


async def test_a_place_that_cannot_be_written_is_no_reason_to_stop(desk: Desk) -> None:
    desk.path.parent.write_text("a file where a folder should be")
    assert await desk.start().token()


async def test_an_expiry_is_korean_wherever_the_computer_stands(
    utc: None, sim: Simulator, desk: Desk
) -> None:
    tokens = desk.start()
    await tokens.token()
    expires = tokens.expires_at()
    assert expires is not None
    left = expires - datetime.now(KST)
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
    desk.wall.ahead = timedelta(hours=24, seconds=1)
    await desk.start().token()
    assert asked(sim, "au10001") == 2


async def test_a_token_is_renewed_five_minutes_before_it_ends(sim: Simulator, desk: Desk) -> None:
    sim.faults.reissue = "rotate"
    tokens = desk.start()
    first = await tokens.token()
    desk.wall.passed = 3600.0
    desk.wall.ahead = timedelta(hours=23, minutes=54)
    await tokens.renew_if_due()
    assert await tokens.token() == first
    desk.wall.ahead = timedelta(hours=23, minutes=56)
    await tokens.renew_if_due()
    assert await tokens.token() != first


async def test_a_server_that_gives_the_same_token_again_is_not_asked_all_the_time(
    sim: Simulator, desk: Desk
) -> None:
    tokens = desk.start()
    await tokens.token()
    desk.wall.ahead = timedelta(hours=23, minutes=56)
    desk.wall.passed = 3600.0
    for _ in range(5):
        await tokens.renew_if_due()
    assert asked(sim, "au10001") == 2
    desk.wall.passed += 61.0
    await tokens.renew_if_due()
    assert asked(sim, "au10001") == 3


async def test_without_a_token_nothing_is_due(sim: Simulator, desk: Desk) -> None:
    tokens = desk.start()
    assert tokens.expires_at() is None
    await tokens.renew_if_due()
    assert asked(sim, "au10001") == 0


async def test_twenty_who_were_refused_get_one_new_token(tmp_path: Path) -> None:
    same, second = Answer(TOKEN), Answer(TOKEN | {"token": "second"})
    for fresh in (second, same):
        async with scripted() as script:
            script.tokens, script.token_delay = [Answer(TOKEN), fresh], 0.05
            desk = Desk(script.base_url, tmp_path / f"{id(fresh)}", "key", "secret")
            tokens = desk.start()
            old = await tokens.token()
            renewed = await asyncio.gather(*(tokens.renew(old) for _ in range(20)))
            assert len(set(renewed)) == 1
            assert script.issued == 2
            await desk.close()


async def test_twenty_share_a_failure_too(tmp_path: Path) -> None:
    async with scripted() as script:
        script.tokens, script.token_delay = [Answer("<html>", status=502)], 0.05
        desk = Desk(script.base_url, tmp_path / ".token", "key", "secret")
        tokens = desk.start()
        outcomes = await asyncio.gather(
            *(tokens.token() for _ in range(20)), return_exceptions=True
        )
        assert all(isinstance(each, Unavailable) for each in outcomes)
        assert script.issued == 1
        with pytest.raises(Unavailable):
            await tokens.token()
        assert script.issued == 2
        await desk.close()


async def test_a_refused_token_is_not_handed_out_while_no_other_can_be_had(
    sim: Simulator, desk: Desk
) -> None:
    tokens = desk.start()
    first = await tokens.token()
    sim.revoke_tokens()
    sim.faults.rest_html = 2
    with pytest.raises(Unavailable):
        await tokens.renew(first)
    with pytest.raises(Unavailable):
        await tokens.token()
    assert await tokens.token() != first


async def test_an_early_renewal_that_fails_leaves_the_token_in_use(
    sim: Simulator, desk: Desk
) -> None:
    tokens = desk.start()
    first = await tokens.token()
    desk.wall.ahead, desk.wall.passed = timedelta(hours=23, minutes=56), 3600.0
    sim.faults.rest_html = 1
    with pytest.raises(Unavailable):
        await tokens.renew_if_due()
    assert await tokens.token() == first


async def test_one_who_comes_late_with_an_old_token_gets_the_new_one(desk: Desk) -> None:
    tokens = desk.start()
    current = await tokens.token()
    assert await tokens.renew("long gone") == current


async def test_a_revoked_token_is_forgotten(sim: Simulator, desk: Desk) -> None:
    tokens = desk.start()
    await tokens.token()
    await tokens.revoke()
    assert tokens.expires_at() is None
    assert not desk.path.exists()
    await tokens.revoke()
    assert asked(sim, "au10002") == 1


async def test_a_wrong_key_is_for_the_owner_to_mend(desk: Desk) -> None:
    with pytest.raises(CredentialsRefused, match="8001"):
        await desk.start(secret="wrong").token()
    with pytest.raises(CredentialsRefused, match="8020"):
        await desk.start(key="").token()


async def test_a_key_of_the_other_environment_is_for_the_owner_to_mend(
    sim: Simulator, desk: Desk
) -> None:
    sim.faults.environment_mismatch = "key"
    with pytest.raises(WrongEnvironment, match="8030"):
        await desk.start().token()


async def test_an_address_not_on_the_list_is_for_the_owner_to_mend(
    sim: Simulator, desk: Desk
) -> None:
    sim.faults.ip_refused = True
    with pytest.raises(AddressNotRegistered, match="8050"):
        await desk.start().token()


@pytest.mark.parametrize(
    "answer",
    [
        Answer("<html>점검 중</html>"),
        Answer("<html>", status=502),
        Answer("<html>Request Blocked</html>", status=400),
        Answer({"return_code": 3, "return_msg": "[8006:접근 토큰 생성 실패]"}),
        Answer({"return_code": 3, "return_msg": "[8009:접근 토큰 발급 실패]"}),
        Answer({"return_code": 5, "return_msg": "[1700:초과]"}, status=429),
        Answer({"return_code": 0, "token": ""}),
        Answer(TOKEN | {"expires_dt": "soon"}),
        Answer({}),
    ],
)
async def test_what_maintenance_answers_passes(answer: Answer, tmp_path: Path) -> None:
    async with scripted() as script:
        script.tokens = [answer]
        desk = Desk(script.base_url, tmp_path / ".token", "key", "secret")
        with pytest.raises(Unavailable):
            await desk.start().token()
        await desk.close()


async def test_no_token_is_ever_shown(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    tokens = desk.start()
    token = await tokens.token()
    await tokens.renew(token)
    shown = capsys.readouterr()
    assert "token_issued" in shown.out + shown.err
    assert token not in shown.out + shown.err


async def test_a_token_says_when_it_was_issued_after_a_restart_as_well(desk: Desk) -> None:
    tokens = desk.start()
    assert tokens.issued_at() is None
    await tokens.token()
    issued = tokens.issued_at()
    assert issued is not None
    assert abs(issued - desk.wall.now()) < timedelta(seconds=5)
    assert desk.start().issued_at() == issued


async def test_a_token_kept_by_an_older_version_is_used_though_its_age_is_unknown(
    desk: Desk,
) -> None:
    text = await desk.start().token()
    kept = json.loads(desk.path.read_text(encoding="utf-8"))
    del kept["issued"]
    desk.path.write_text(json.dumps(kept), encoding="utf-8")
    tokens = desk.start()
    assert await tokens.token() == text
    assert tokens.issued_at() is None


async def test_the_broker_tells_when_its_token_ends(sim: Simulator, tmp_path: Path) -> None:
    broker = broker_of(sim, tmp_path)
    assert broker.expires_at() is None
    await broker.quotes(["005930"])
    expires = broker.expires_at()
    assert expires is not None
    assert expires > SystemClock().now() + timedelta(hours=23)
    await broker.renew_if_due()
    await broker.aclose()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (8001, CredentialsRefused),
        (8002, CredentialsRefused),
        (8020, CredentialsRefused),
        (8030, WrongEnvironment),
        (8040, AddressNotRegistered),
        (8050, AddressNotRegistered),
        (8005, TokenRefused),
        (8010, TokenRefused),
        (8031, TokenRefused),
        (8103, TokenRefused),
        (805004, TokenRefused),
        (5, RateLimited),
        (1700, RateLimited),
        (1701, RateLimited),
        (1702, RateLimited),
        (8006, Unavailable),
        (1634, Refused),
        (900004, Refused),
    ],
)
def test_every_code_names_who_must_act(code: int, kind: type[BotError]) -> None:
    assert type(refusals.error_of(code, "말")) is kind


def test_a_token_of_the_other_environment_is_the_owners_matter_once_it_is_new() -> None:
    def after(code: int) -> Any:
        error = refusals.error_of(code, "말")
        assert isinstance(error, TokenRefused)
        return refusals.after_renewal(error)

    assert isinstance(after(8031), WrongEnvironment)
    assert isinstance(after(8005), TokenRefused)


def test_r10001_is_read_by_its_text() -> None:
    taken = "동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다"
    assert isinstance(refusals.system_error("R10001", taken), SessionTaken)
    assert isinstance(refusals.system_error("R10001", ""), SessionTaken)
    assert isinstance(refusals.system_error("R10001", "App key가 정지됨"), CredentialsRefused)
    assert refusals.system_error("R10002", "Heartbeat") is None

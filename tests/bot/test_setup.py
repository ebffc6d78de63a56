"""The guided set-up: what it asks of the platforms, what it writes, and that the bot runs then."""

import asyncio
import os
import pty
import re
import signal
import ssl
import stat
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx
import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from bot import setup
from bot.channels.web.setup import Draft, https_address
from bot.settings import Settings, load, require_guard
from bot.setup.checks import LiveChecks
from bot.setup.envfile import Unwritable, merged, write, written
from core.simulator.faults import Faults
from core.simulator.server import Simulator
from tests.bot.test_cli import program
from tests.servers.loopback import free_port
from tests.servers.slack import SIGNING_SECRET, SlackServer
from tests.servers.smtp import CERTIFICATE
from tests.servers.telegram import TelegramServer


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")


# --- writing ------------------------------------------------------------------------------------


def test_a_new_file_can_be_read_by_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    write(path, {"KIWOOM_APP_KEY": "key", "OWNERS": "telegram:1001,slack:U01"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert dotenv_values(path) == {"KIWOOM_APP_KEY": "key", "OWNERS": "telegram:1001,slack:U01"}
    assert list(tmp_path.iterdir()) == [path]


def test_what_stood_there_stays_and_what_is_known_is_replaced_where_it_stood() -> None:
    before = (
        "# mine\n\nexport KIWOOM_APP_KEY='old'  # from work\nPOLL_INTERVAL=15\n"
        'NOTE="two\nKIWOOM_APP_KEY=no\nlines"\nkiwoom_app_key=older\nLOG_LEVEL=DEBUG'
    )
    after = merged(before, {"KIWOOM_APP_KEY": "new", "BOT_LANGUAGE": "en"})
    assert after == (
        "# mine\n\nKIWOOM_APP_KEY=new\nPOLL_INTERVAL=15\n"
        'NOTE="two\nKIWOOM_APP_KEY=no\nlines"\nLOG_LEVEL=DEBUG\nBOT_LANGUAGE=en\n'
    )
    assert merged(after, {"KIWOOM_APP_KEY": "new"}) == after


def test_the_ends_of_lines_and_a_mark_at_the_beginning_stay_as_an_editor_left_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / ".env"
    path.write_bytes("\ufeffPOLL_INTERVAL=15\r\n".encode())
    write(path, {"KIWOOM_APP_KEY": "key"})
    assert path.read_bytes() == "\ufeffPOLL_INTERVAL=15\r\nKIWOOM_APP_KEY=key\r\n".encode()
    assert load().poll_interval == 15


def test_a_link_is_followed_and_the_file_behind_it_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    real, link = tmp_path / "elsewhere" / "bot.env", tmp_path / ".env"
    real.write_text("A=1\n")
    link.symlink_to(real)
    write(link, {"KIWOOM_APP_KEY": "key"})
    assert link.is_symlink()
    assert dotenv_values(real) == {"A": "1", "KIWOOM_APP_KEY": "key"}


@given(st.text(st.characters(codec="utf-8")))
def test_a_value_is_read_back_as_it_was_written_or_refused(value: str) -> None:
    try:
        text = f"A={written(value)}\nB=2\n"
    except Unwritable:
        assert not value.isprintable() or "${" in value
        return
    path = Path("round-trip.env")
    path.write_text(text, encoding="utf-8")
    assert dotenv_values(path, encoding="utf-8") == {"A": value, "B": "2"}


def test_a_setting_that_is_to_be_empty_is_emptied_where_it_stands_and_not_added() -> None:
    after = merged("SLACK_APP_TOKEN=xapp-1\nA=1\n", {"SLACK_APP_TOKEN": None, "B": None, "C": ""})
    assert after == "SLACK_APP_TOKEN=\nA=1\nC=\n"


def test_a_write_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(path, {"A": "2"})
    assert path.read_text() == "A=1\n"
    assert list(tmp_path.iterdir()) == [path]


# --- checking -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Servers:
    """Kiwoom, Telegram and Slack on loopback, and the settings that lead there."""

    kiwoom: Simulator
    telegram: TelegramServer
    slack: SlackServer

    def settings(self, **more: object) -> Settings:
        given = {
            "kiwoom_base_url": self.kiwoom.base_url,
            "telegram_api_url": self.telegram.url,
            "slack_api_url": self.slack.url,
            "market_hours": "always",
            "web_port": free_port(),
        }
        return load(**given | more)

    def checks(self, **more: object) -> LiveChecks:
        return LiveChecks(self.settings(**more))


@pytest.fixture
async def servers() -> AsyncIterator[Servers]:
    async with Simulator() as kiwoom, TelegramServer() as telegram, SlackServer() as slack:
        yield Servers(kiwoom, telegram, slack)


async def test_a_good_key_is_good_and_nothing_is_kept_of_the_token(
    servers: Servers, tmp_path: Path
) -> None:
    kiwoom = servers.kiwoom
    found = await servers.checks().kiwoom(kiwoom.base_url, kiwoom.app_key, kiwoom.app_secret, "ko")
    assert found.good, found.said
    assert [what for _, what, _ in kiwoom.requests] == ["au10001"]  # and nobody is logged in
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("key", "secret", "said"),
    [
        ("demo-app-key", "wrong", "받아 주지 않습니다"),
        ("", "demo-app-secret", "모두 넣어 주세요"),
        ("demo-app-key", "", "모두 넣어 주세요"),
        ("demo\napp-key", "demo-app-secret", "줄바꿈"),
        ("앱키", "demo-app-secret", "쓸 수 없는 글자"),
    ],
)
async def test_a_bad_key_is_one_clear_sentence(
    servers: Servers, key: str, secret: str, said: str
) -> None:
    found = await servers.checks().kiwoom(servers.kiwoom.base_url, key, secret, "ko")
    assert not found.good
    assert said in found.said
    assert "KIWOOM_APP_KEY" not in found.said  # who sets up knows no setting's name


async def test_a_key_of_the_other_kind_of_server_is_told_from_a_wrong_one() -> None:
    async with Simulator(faults=Faults(environment_mismatch="key")) as kiwoom:
        checks = LiveChecks(load(kiwoom_base_url=kiwoom.base_url))
        found = await checks.kiwoom(kiwoom.base_url, kiwoom.app_key, kiwoom.app_secret, "ko")
    assert not found.good
    assert "실전투자·모의투자" in found.said


async def test_a_server_that_is_away_is_named(servers: Servers) -> None:
    checks = servers.checks()
    kiwoom = await checks.kiwoom("http://127.0.0.1:9", "key", "secret", "en")
    assert "http://127.0.0.1:9 gives no proper answer" in kiwoom.said
    lost = servers.checks(
        telegram_api_url="http://127.0.0.1:9", slack_api_url="http://127.0.0.1:9/"
    )
    telegram = await lost.telegram(servers.telegram.token, "en")
    assert telegram.said.startswith("http://127.0.0.1:9 cannot be reached")
    slack = await lost.slack(servers.slack.bot_token, servers.slack.app_token, "en")
    assert slack.said.startswith("http://127.0.0.1:9/ cannot be reached")
    people, why = await lost.met(servers.telegram.token, "en")
    assert not people
    assert why


async def test_a_bot_token_is_known_by_its_bot(servers: Servers) -> None:
    checks = servers.checks()
    good = await checks.telegram(servers.telegram.token, "ko")
    assert (good.good, good.name) == (True, "@loopback_bot")
    for token in ("", "123456789:no-token-of-any-bot-at-all", "nonsense"):
        bad = await checks.telegram(token, "ko")
        assert not bad.good
        assert "@BotFather" in bad.said
        assert not token or token not in bad.said


async def test_who_writes_to_the_bot_is_offered_and_the_bot_still_answers_them_later(
    servers: Servers,
) -> None:
    telegram, checks = servers.telegram, servers.checks()
    assert await checks.met(telegram.token, "ko") == ([], "")
    telegram.say(1001, "안녕", user_id=1001)
    telegram.say(-100200, "여러분", user_id=3003)  # a group tells nobody who the owner is
    telegram.say(2002, "hello", user_id=2002)
    found, _ = await checks.met(telegram.token, "ko")
    assert [one.identity for one in found] == ["telegram:2002", "telegram:1001"]
    assert all(one.name for one in found)
    assert len(telegram.pending) == 3


async def test_another_program_with_the_token_is_named(servers: Servers) -> None:
    servers.telegram.fail("getUpdates", 409)
    people, why = await servers.checks().met(servers.telegram.token, "ko")
    assert not people
    assert "409" in why


async def test_slack_tokens_are_known_by_their_workspace(servers: Servers) -> None:
    checks, slack = servers.checks(), servers.slack
    good = await checks.slack(slack.bot_token, slack.app_token, "ko")
    assert good.good, good.said
    assert good.name.endswith("@kiwoom")
    for bot, app, said in (
        ("", slack.app_token, "두 토큰을 모두"),
        (slack.app_token, slack.bot_token, "xoxb-"),
        ("xoxb-not-a-token", slack.app_token, "OAuth & Permissions"),
        (slack.bot_token, "xapp-not-a-token", "App-Level Tokens"),
    ):
        bad = await checks.slack(bot, app, "ko")
        assert not bad.good
        assert said in bad.said
        assert "not-a-token" not in bad.said


async def test_slack_over_http_needs_an_https_address_a_bot_token_and_a_signing_secret(
    servers: Servers,
) -> None:
    checks, slack = servers.checks(), servers.slack
    for bot, signing, url, said in (
        (slack.bot_token, SIGNING_SECRET, "", "https://bot.example.com"),
        (slack.bot_token, SIGNING_SECRET, "http://bot.example.com", "https://bot.example.com"),
        (slack.bot_token, SIGNING_SECRET, "https://bot.example.com/page", "경로 없이"),
        ("", SIGNING_SECRET, "https://bot.example.com", "모두 넣어"),
        (slack.bot_token, "", "https://bot.example.com", "모두 넣어"),
        (slack.bot_token, slack.app_token, "https://bot.example.com", "App Credentials"),
        (slack.app_token, SIGNING_SECRET, "https://bot.example.com", "xoxb-"),
        ("xoxb-not-a-token", SIGNING_SECRET, "https://bot.example.com", "OAuth & Permissions"),
    ):
        bad = await checks.slack_by_http(bot, signing, url, "ko")
        assert not bad.good
        assert said in bad.said
        assert SIGNING_SECRET not in bad.said
    closed = servers.checks(web_port=0)
    bad = await closed.slack_by_http(slack.bot_token, SIGNING_SECRET, "https://127.0.0.1:9", "ko")
    assert not bad.good
    assert "WEB_PORT" in bad.said


async def test_an_address_that_does_not_lead_here_yet_is_said_to_and_may_be_saved(
    servers: Servers,
) -> None:
    slack, checks = servers.slack, servers.checks()
    found = await checks.slack_by_http(slack.bot_token, SIGNING_SECRET, "https://127.0.0.1:9", "ko")
    assert found.good
    assert "https://127.0.0.1:9/slack/events" in found.doubt
    assert checks.mount is None


async def test_an_address_that_leads_here_is_found_to(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    settings = servers.settings()
    async with visiting(settings) as visitor, fronted(settings.web_port) as url:
        await visitor.client.get(visitor.link)
        given = {"bot": servers.slack.bot_token, "signing": SIGNING_SECRET, "url": url}
        said = await visitor.send("slack", way="http", **given)
        assert "@kiwoom에 연결됩니다." in said
        assert "오지 않았습니다" not in said
        assert f"Request URL: {url}/slack/events" in said
        async with httpx.AsyncClient(verify=ssl.create_default_context(cafile=CERTIFICATE)) as far:
            assert (await far.post(f"{url}/slack/events")).status_code == 404  # only while tried
            assert (await far.get(f"{url}/setup")).status_code == 403


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("https://bot.example.com", "https://bot.example.com"),
        ("bot.example.com", "https://bot.example.com"),
        ("https://bot.example.com:8443/", "https://bot.example.com:8443"),
        ("http://bot.example.com", ""),
        ("https://me@bot.example.com", ""),
        ("https://bot.example.com/slack/events", ""),
        ("https://[bot", ""),
        ("https://", ""),
        ("", ""),
    ],
)
def test_an_address_is_taken_as_it_was_meant(said: str, meant: str) -> None:
    assert https_address(said) == meant


def test_what_the_environment_outranks_is_not_saved_in_vain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OWNERS", "telegram:9")
    monkeypatch.setenv("BOT_LANGUAGE", "en")  # which is of no account
    draft = Draft("ko", app_key="key", app_secret="secret", owners=["telegram:1001"])
    said = LiveChecks(load()).save(draft)
    assert said.startswith("OWNERS 값이 환경 변수에도 있어")
    assert not (tmp_path / ".env").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / ".env"
    said = LiveChecks(load(), path).save(Draft(app_key="key", app_secret="secret"))
    assert str(path) in said


# --- the whole way ------------------------------------------------------------------------------


@asynccontextmanager
async def fronted(port: int) -> AsyncIterator[str]:
    """A proxy for https before a port of this machine, as people put one there."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, ssl.SSLError):
            while found := await reader.read(65_536):
                writer.write(found)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(carry(reader, outer), carry(inner, writer))

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}"


class Visitor:
    """A browser on the set-up page."""

    def __init__(self, client: httpx.AsyncClient, terminal: list[str]) -> None:
        self.client = client
        self.terminal = terminal

    @property
    def link(self) -> str:
        """The last address that the terminal shows."""
        found: list[str] = re.findall(
            r"http://127\.0\.0\.1:\d+/setup/\S+", "\n".join(self.terminal)
        )
        return found[-1]

    async def send(self, step: str, **fields: str) -> str:
        """Send a form; what a person reads then."""
        answer = await self.client.post(f"/setup/{step}", data=fields)
        assert answer.status_code == 200, answer.text
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


@asynccontextmanager
async def visiting(settings: Settings, stop: asyncio.Event | None = None) -> AsyncIterator[Visitor]:
    """The page, served; it has to end by itself unless `stop` is set."""
    terminal: list[str] = []
    stop = stop or asyncio.Event()
    task = asyncio.create_task(
        setup.set_up(settings, stop, lambda text: terminal.append(str(text)))
    )
    async with asyncio.timeout(10):
        while not terminal:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    base = re.sub(r"/setup/.*", "", re.findall(r"http://\S+", terminal[0])[0])
    try:
        async with httpx.AsyncClient(base_url=base, timeout=20) as client:
            yield Visitor(client, terminal)
    finally:
        if not task.done():
            async with asyncio.timeout(10):
                stop.set()
                await task


async def test_from_nothing_to_settings_the_bot_runs_with(servers: Servers, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POLL_INTERVAL=15\n")
    settings, kiwoom = servers.settings(), servers.kiwoom
    async with visiting(settings) as visitor:
        page = await visitor.client.get(visitor.link, follow_redirects=True)
        assert "1. 키움 앱키" in page.text
        refused = await visitor.send("save")
        assert "먼저 키움 앱키를 넣고" in refused
        wrong = await visitor.send("kiwoom", server=kiwoom.base_url, key="k", secret="s")
        assert "받아 주지 않습니다" in wrong
        good = await visitor.send(
            "kiwoom", server=kiwoom.base_url, key=kiwoom.app_key, secret=kiwoom.app_secret
        )
        assert "키움이 접근토큰을 내주었습니다." in good
        assert "@loopback_bot" in await visitor.send("telegram", token=servers.telegram.token)
        servers.telegram.say(1001, "안녕", user_id=1001)
        people = (await visitor.client.get("/setup/telegram/people")).text
        assert "telegram:1001" in people
        assert "telegram:1001" in await visitor.send("owner", identity="telegram:1001")
        assert "형식이 아닙니다" in await visitor.send("owner", identity="<b>나</b>")
        assert "slack:U0001" in await visitor.send("owner", identity="slack:U0001")
        assert "slack:U0001" not in await visitor.send("owner", identity="slack:U0001", no="1")
        done = await visitor.send("save")
        assert "저장했습니다. 봇을 시작합니다…" in done
    saved = dotenv_values(tmp_path / ".env")
    assert saved == {
        "POLL_INTERVAL": "15",
        "KIWOOM_APP_KEY": kiwoom.app_key,
        "KIWOOM_APP_SECRET": kiwoom.app_secret,
        "KIWOOM_BASE_URL": kiwoom.base_url,
        "OWNERS": "telegram:1001",
        "BOT_LANGUAGE": "ko",
        "TELEGRAM_BOT_TOKEN": servers.telegram.token,
    }
    assert "저장했습니다" in visitor.terminal[-1]
    assert load().owners == ("telegram:1001",)


async def chosen(servers: Servers, visitor: Visitor) -> None:
    """Everything a bot needs but Slack."""
    kiwoom = servers.kiwoom
    await visitor.client.get(visitor.link)
    await visitor.send(
        "kiwoom", server=kiwoom.base_url, key=kiwoom.app_key, secret=kiwoom.app_secret
    )


async def test_slack_over_http_writes_what_the_bot_needs_for_it_and_no_app_token(
    servers: Servers, tmp_path: Path
) -> None:
    env, kept, slack = tmp_path / ".env", tmp_path / "app-token", servers.slack
    kept.write_text(slack.app_token)
    env.write_text(f"SLACK_APP_TOKEN=\nSLACK_APP_TOKEN_FILE={kept}\n")
    async with visiting(servers.settings()) as visitor:
        await chosen(servers, visitor)
        before = await visitor.send("slack/way", way="http")
        assert "SLACK_APP_TOKEN 값도 있습니다." in before  # not silently
        assert "매니페스트와 Request URL이 나옵니다" in before
        given = {"bot": slack.bot_token, "signing": SIGNING_SECRET, "url": "127.0.0.1:9"}
        said = await visitor.send("slack", way="http", **given)
        assert "https://127.0.0.1:9/slack/events" in said
        manifest = (await visitor.client.get("/setup/slack/manifest")).json()
        assert manifest["settings"]["interactivity"]["request_url"] in said
        done = await visitor.send("save")
        assert "Event Subscriptions" in done
        assert "로그인해야 열립니다" in done
    saved = dotenv_values(env)
    assert saved["SLACK_BOT_TOKEN"] == slack.bot_token
    assert saved["SLACK_SIGNING_SECRET"] == SIGNING_SECRET
    assert saved["SLACK_APP_TOKEN"] == saved["SLACK_APP_TOKEN_FILE"] == ""
    assert saved["WEB_URL"] == "https://127.0.0.1:9"
    assert len(saved["WEB_TOKEN"] or "") >= 32
    found = load()
    assert found.slack_by_http
    require_guard(found)  # the bot would not start otherwise


async def test_socket_mode_again_takes_the_signing_secret_away_and_keeps_the_address(
    servers: Servers, tmp_path: Path
) -> None:
    env, slack = tmp_path / ".env", servers.slack
    env.write_text(f"SLACK_SIGNING_SECRET={SIGNING_SECRET}\nWEB_URL=https://a.example\n")
    settings = servers.settings(
        slack_signing_secret=SIGNING_SECRET, web_url="https://a.example", web_token="mine"
    )
    async with visiting(settings) as visitor:
        await chosen(servers, visitor)
        page = (await visitor.client.get("/setup")).text
        assert re.search(r'value="http"\s+checked', page)
        assert SIGNING_SECRET not in page
        said = await visitor.send("slack", way="socket", bot=slack.bot_token, app=slack.app_token)
        assert "SLACK_SIGNING_SECRET 값도 있습니다." in said
        manifest = (await visitor.client.get("/setup/slack/manifest")).json()
        assert manifest["settings"]["socket_mode_enabled"]
        await visitor.send("save")
    saved = dotenv_values(env)
    assert saved["SLACK_APP_TOKEN"] == slack.app_token
    assert saved["SLACK_SIGNING_SECRET"] == ""
    assert saved["WEB_URL"] == "https://a.example"
    assert "WEB_TOKEN" not in saved
    assert not load().slack_by_http


async def test_what_was_set_before_and_is_not_checked_again_stays_as_it_was(
    servers: Servers, tmp_path: Path
) -> None:
    env = tmp_path / ".env"
    env.write_text("TELEGRAM_BOT_TOKEN=12345678:kept\nSLACK_APP_TOKEN=xapp-kept\n")
    settings = servers.settings(telegram_bot_token="12345678:kept", slack_app_token="xapp-kept")
    async with visiting(settings) as visitor:
        await chosen(servers, visitor)
        page = (await visitor.client.get("/setup")).text
        assert "텔레그램이나 슬랙 없이도" not in page
        await visitor.send("save")
    saved = dotenv_values(env)
    assert saved["TELEGRAM_BOT_TOKEN"] == "12345678:kept"
    assert saved["SLACK_APP_TOKEN"] == "xapp-kept"


async def test_what_was_entered_is_never_shown_again(servers: Servers) -> None:
    kiwoom = servers.kiwoom
    async with visiting(servers.settings()) as visitor:
        await visitor.client.get(visitor.link)
        fields = {"server": kiwoom.base_url, "key": kiwoom.app_key, "secret": kiwoom.app_secret}
        for step, given in (
            ("kiwoom", fields),
            ("telegram", {"token": servers.telegram.token}),
            ("slack", {"bot": servers.slack.bot_token, "app": servers.slack.app_token}),
            ("slack", {"way": "http", "signing": SIGNING_SECRET, "url": "127.0.0.1:9"}),
        ):
            answer = await visitor.client.post(f"/setup/{step}", data=given)
            page = await visitor.client.get("/setup")
            for text in (answer.text, page.text, "\n".join(visitor.terminal)):
                assert kiwoom.app_secret not in text
                assert servers.telegram.token not in text
                assert servers.slack.bot_token not in text
                assert servers.slack.app_token not in text
                assert SIGNING_SECRET not in text


async def test_the_page_opens_once_to_who_sees_the_terminal(servers: Servers) -> None:
    async with visiting(servers.settings()) as visitor:
        first = visitor.link
        for path in (
            "/setup", "/setup/telegram/people", "/setup/slack/manifest", "/setup/a-guess",
        ):  # fmt: skip
            assert (await visitor.client.get(path)).status_code == 403
        for step in ("kiwoom", "telegram", "slack", "slack/way", "owner", "save"):
            assert (await visitor.client.post(f"/setup/{step}")).status_code == 403
        assert visitor.link != first  # the guess made the first one worthless
        assert (await visitor.client.get(first)).status_code == 403
        second = visitor.link
        assert (await visitor.client.get(second)).status_code == 303
        assert (await visitor.client.get("/setup")).status_code == 200
        async with httpx.AsyncClient(base_url=visitor.client.base_url) as other:
            assert (await other.get(second)).status_code == 403
            assert (await other.get(visitor.link)).status_code == 303
        assert (await visitor.client.get("/setup")).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_no_other_page_reaches_it(
    servers: Servers, headers: Mapping[str, str], status: int
) -> None:
    async with visiting(servers.settings()) as visitor:
        await visitor.client.get(visitor.link)
        answer = await visitor.client.post("/setup/save", headers=headers)
        assert answer.status_code == status
        page = await visitor.client.get("/setup")
        assert "default-src 'self'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        big = await visitor.client.post("/setup/owner", data={"identity": "x" * 20_000})
        assert big.status_code == 413


async def test_it_speaks_the_language_that_is_chosen_and_keeps_it(
    servers: Servers, tmp_path: Path
) -> None:
    kiwoom = servers.kiwoom
    async with visiting(servers.settings()) as visitor:
        await visitor.client.get(visitor.link)
        assert "1. Kiwoom app key" in (await visitor.client.get("/setup?lang=en")).text
        said = await visitor.send(
            "kiwoom", server=kiwoom.base_url, key=kiwoom.app_key, secret=kiwoom.app_secret
        )
        assert "the key is good" in said
        await visitor.send("save")
    assert dotenv_values(tmp_path / ".env")["BOT_LANGUAGE"] == "en"


async def test_it_ends_when_it_is_told_to_and_writes_nothing(
    servers: Servers, tmp_path: Path
) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(setup.set_up(servers.settings(), stop, lambda _: None))
    await asyncio.sleep(0.05)
    stop.set()
    async with asyncio.timeout(10):
        assert not await task
    assert not (tmp_path / ".env").exists()


async def test_a_port_that_is_taken_means_the_next_one(servers: Servers) -> None:
    settings = servers.settings()
    async with visiting(settings) as first, visiting(settings) as second:
        assert f":{settings.web_port}/" in first.link
        assert f":{settings.web_port}/" not in second.link


# --- the command ----------------------------------------------------------------------------------


async def test_run_with_setup_serves_the_page_and_then_the_bot_on_the_same_port(
    servers: Servers, tmp_path: Path
) -> None:
    kiwoom, port = servers.kiwoom, free_port()
    values = {
        "KIWOOM_BASE_URL": kiwoom.base_url,
        "DATA_DIR": str(tmp_path / "data"),
        "MARKET_HOURS": "always",
        "WEB_PORT": str(port),
    }
    async with program("run", "--setup", values=values) as bot:
        await bot.until(lambda: "/setup/" in bot.out)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            visitor = Visitor(client, [bot.out])
            await client.get(visitor.link)
            assert (await client.get("/healthz")).status_code == 503
            await visitor.send(
                "kiwoom", server=kiwoom.base_url, key=kiwoom.app_key, secret=kiwoom.app_secret
            )
            await visitor.send("save")
            await bot.until(lambda: "LOGIN" in [what for _, what, _ in kiwoom.requests])
            assert (await client.get("/healthz")).status_code == 200
            assert (await client.get("/setup")).status_code == 404
        assert await bot.end() == 0
    assert kiwoom.app_secret not in bot.out + bot.err


async def test_without_keys_a_terminal_gets_the_page_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    values = {name.upper(): "" for name in Settings.model_fields} | {"WEB_PORT": str(free_port())}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "bot", "run",
        env={**os.environ, **values, "SSH_CONNECTION": "so that no browser is opened"},
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown = ""
    try:
        async with asyncio.timeout(40):
            while "/setup/" not in shown:
                shown += (await asyncio.to_thread(os.read, ours, 4096)).decode(errors="replace")
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(15):
            assert await process.wait() == 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        os.close(ours)
    assert "봇을 설정합니다." in shown
    assert not (tmp_path / ".env").exists()


async def test_without_keys_and_without_a_terminal_it_ends_as_ever() -> None:
    async with program("run") as bot:
        assert await bot.ended() == 78
    assert "KIWOOM_APP_KEY" in bot.err
    assert "/setup/" not in bot.out

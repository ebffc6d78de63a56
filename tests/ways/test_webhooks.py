"""From a condition to services that only take messages, through the whole bot."""

from pathlib import Path

from tests.servers.webhooks import WebhookServer
from tests.ways.bot import HYNIX, HYUNDAI, OWNER, SAMSUNG, SLACK_OWNER, Stage, manual, stage

NAMES = ("discord", "ntfy", "teams", "webhook")


async def aimed(on: Stage, *names: str) -> None:
    """The owner has the alerts of condition 0 go there."""
    await on.until(lambda: on.sent("REG"))
    for name in names:
        answer = await on.ask(f"/subscribe 0 to {name}")
        assert name in answer.text


async def test_an_alert_reaches_every_service_an_owner_aimed_it_at(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with WebhookServer() as hooks:
        values = {"NOTIFY_URLS": hooks.urls(*NAMES)}
        async with stage(tmp_path, conditions, values=values) as on, on.bot():
            await aimed(on, *NAMES)
            await on.live()
            condition.enter(SAMSUNG)
            for name in NAMES:
                posted = await hooks.next(name, 1, 10)
                assert "편입 삼성전자" in posted.text
                assert "상승추세" in posted.text
            await on.status("🟢 웹훅")
            body = hooks.of("webhook")[0].body
            assert body["events"][0]["condition"]["name"] == "상승추세"
            assert body["events"][0]["id"] > 0
            shown = (await on.ask("/subscriptions")).text
            assert "discord" in shown
            assert "Discord-Token" not in shown
            assert "discord" in (await on.ask("/unsubscribe 0 to discord")).text
            condition.enter(HYNIX)
            await hooks.next("ntfy", 2, 10)
            assert len(hooks.of("discord")) == 1


async def test_only_owners_may_aim_there_and_a_name_nobody_knows_is_said(tmp_path: Path) -> None:
    async with WebhookServer() as hooks:
        values = {"NOTIFY_URLS": hooks.urls("ntfy"), "OWNERS": f"slack:{SLACK_OWNER},telegram:1"}
        async with stage(tmp_path, manual("상승추세"), values=values) as on, on.bot():
            await on.until(lambda: on.sent("REG"))
            await on.ask("/subscribe 0 to ntfy")
            on.telegram.say(1, "/subscribe 0 to nothing", user_id=1)
            answer = await on.telegram.next_message(1, timeout=10)
            assert "ntfy" in answer.text
            assert not on.sent("CNSRREQ")


async def test_a_service_that_asks_for_a_pause_gets_all_of_it_afterwards_in_one(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with WebhookServer() as hooks:
        values = {"NOTIFY_URLS": hooks.urls("discord")}
        async with stage(tmp_path, conditions, values=values) as on, on.bot():
            await aimed(on, "discord")
            await on.live()
            hooks.fail("discord", 429, headers={"Retry-After": "15"})
            condition.enter(SAMSUNG)
            await on.until(lambda: hooks.calls_of("discord"))
            condition.enter(HYNIX)
            condition.enter(HYUNDAI)
            text = (await hooks.next("discord", 1, 10)).text
            assert all(name in text for name in ("삼성전자", "SK하이닉스", "현대차"))
            assert "재전송" not in text


async def test_a_program_that_may_have_had_it_is_told_again_under_the_same_key(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with WebhookServer() as hooks:
        values = {"NOTIFY_URLS": hooks.urls("webhook")}
        async with stage(tmp_path, conditions, values=values) as on, on.bot():
            await aimed(on, "webhook")
            await on.live()
            hooks.cut("webhook")
            condition.enter(SAMSUNG)
            again = await hooks.next("webhook", 2, 10)
            first = hooks.of("webhook")[0]
            assert (first.body["resend"], again.body["resend"]) == (False, True)
            assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"]
            assert "(재전송)" in again.text


async def test_a_webhook_that_was_deleted_is_told_to_the_owner_once(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with WebhookServer() as hooks:
        values = {"NOTIFY_URLS": hooks.urls("discord")}
        async with stage(tmp_path, conditions, values=values) as on, on.bot():
            await aimed(on, "discord")
            await on.live()
            hooks.gone.add("discord")
            condition.enter(SAMSUNG)
            told = await on.hears()
            assert "discord" in told
            assert "웹훅이 지워졌습니다" in told
            assert "Discord-Token" not in told
            calls = len(hooks.calls)
            condition.enter(HYNIX)
            await on.status("🟢 웹훅")
            assert len(hooks.calls) == calls
            hooks.gone.clear()
            await on.ask("/subscribe 0 to discord")
            condition.enter(HYUNDAI)
            assert "현대차" in (await hooks.next("discord", 1, 10)).text


async def test_a_stock_that_goes_in_and_out_is_folded_into_discords_last_message(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("상승추세")
    async with WebhookServer() as hooks:
        values = {"NOTIFY_URLS": hooks.urls("discord")}
        async with stage(tmp_path, conditions, values=values) as on, on.bot():
            await aimed(on, "discord")
            await on.live()
            condition.enter(SAMSUNG)
            await hooks.next("discord", 1, 10)
            condition.leave(SAMSUNG)
            last = await hooks.next("discord", 2, 10)
            condition.enter(SAMSUNG)
            await on.until(lambda: last.edits)
            assert "3회" in last.text
            assert len(hooks.of("discord")) == 2


async def test_no_secret_of_an_address_gets_into_the_database_or_an_answer(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with WebhookServer() as hooks:
        values = {"NOTIFY_URLS": hooks.urls(*NAMES)}
        async with stage(tmp_path, conditions, values=values) as on:
            async with on.bot():
                await aimed(on, *NAMES)
                await on.live()
                hooks.fail("ntfy", 403)
                condition.enter(SAMSUNG)
                await hooks.next("discord", 1, 10)
                said = await on.status("🔴 웹훅")
                said += (await on.ask("/logs 50")).text
            rows = b"".join(one.read_bytes() for one in tmp_path.rglob("*.db*"))
            for secret in ("Discord-Token", "my-secret-topic", "KODuebWb", "kiwoom-0123456789"):
                assert secret.encode() not in rows
                assert secret not in said
            assert OWNER

"""Who may ask, where, and how: owners, strangers, groups, topics, buttons, pages."""

from pathlib import Path

from tests.ways.bot import HYNIX, OWNER, SAMSUNG, manual, stage

GROUP, FORUM = -4001, -1005


async def test_a_stranger_gets_one_sentence_with_their_id_and_no_second_one(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        stranger = 555
        on.telegram.say(stranger, "/subscribe 0")
        answer = await on.telegram.next_message(stranger)
        assert f"telegram:{stranger}" in answer.text
        assert "OWNERS" in answer.text
        assert answer.text.count("\n") == 0
        for said in ("/start", "구독 0", "hello?"):
            on.telegram.say(stranger, said)
        on.telegram.say(GROUP, "/subscribe 0", user_id=stranger)
        await on.ask("/status", GROUP)  # what came before it has been read
        assert len(on.telegram.chat(stranger).messages) == 1
        assert len(on.telegram.chat(GROUP).messages) == 1
        assert not on.sent("CNSRREQ")


async def test_two_chats_of_one_person_follow_different_conditions(tmp_path: Path) -> None:
    conditions = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        await on.follow("1", GROUP)
        conditions[0].enter(SAMSUNG)
        conditions[1].enter(HYNIX)
        assert "삼성전자" in await on.hears()
        assert "SK하이닉스" in await on.hears(GROUP)
        assert "거래량 급증" not in (await on.ask("/subscriptions")).text
        await on.ask("/unsubscribe 0")
        conditions[0].leave(SAMSUNG)
        conditions[1].leave(HYNIX)
        assert "이탈 SK하이닉스" in await on.hears(GROUP)
        assert "구독이 없습니다" in (await on.ask("/subscriptions")).text


async def test_in_a_group_the_bot_hears_its_own_name_and_not_another_bots(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        on.telegram.api.privacy = False  # an administrator sees everything
        on.telegram.say(GROUP, "/subscribe@other_bot 0", user_id=OWNER)
        on.telegram.say(GROUP, "오늘 장 좋네요", user_id=OWNER)
        answer = await on.ask("/subscribe@loopback_bot 0", GROUP)
        assert "구독을 시작" in answer.text
        assert len(on.telegram.chat(GROUP).messages) == 1
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears(GROUP)


async def test_a_forum_topic_is_a_place_of_its_own(tmp_path: Path) -> None:
    conditions = manual("상승추세", "거래량 급증")
    async with stage(tmp_path, conditions) as on, on.bot():
        for thread, seq in ((7, 0), (8, 1)):
            answer = await on.follow(str(seq), FORUM, thread=thread)
            assert answer.thread == thread
        conditions[1].enter(SAMSUNG)
        alert = await on.telegram.next_message(FORUM, 10)
        assert "편입 삼성전자" in alert.text
        assert alert.thread == 8
        conditions[0].enter(HYNIX)
        alert = await on.telegram.next_message(FORUM, 10)
        assert "편입 SK하이닉스" in alert.text
        assert alert.thread == 7


async def test_buttons_lead_from_the_list_to_a_subscription_and_out_of_it(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.status("키움 연결됨")
        shown = await on.ask("/conditions")
        press = on.telegram.press(OWNER, shown, "구독")
        await on.until(lambda: "구독을 시작" in shown.text)
        await on.until(lambda: press.answered)
        condition.enter(SAMSUNG)
        assert "편입 삼성전자" in await on.hears()
        on.telegram.press(OWNER, shown, "해지")
        await on.until(lambda: "해지했습니다" in shown.text)
        assert "구독이 없습니다" in (await on.ask("/subscriptions")).text


async def test_a_search_of_more_than_a_hundred_rows_is_fetched_whole_and_paged_by_buttons(
    tmp_path: Path,
) -> None:
    (condition,) = conditions = manual("큰 조건")
    async with stage(tmp_path, conditions) as on, on.bot():
        for quote in on.simulator.market.quotes()[:130]:
            condition.enter(quote.stock.code)
        await on.status("키움 연결됨")
        shown = await on.ask("/search 0")
        assert "130종목" in shown.text
        assert "1/7쪽" in shown.text
        assert len(on.sent("CNSRREQ")) == 2  # a hundred rows, and thirty
        first = shown.text
        forward = next(label for label in shown.labels if "▶" in label or "다음" in label)
        on.telegram.press(OWNER, shown, forward)
        await on.until(lambda: "2/7쪽" in shown.text)
        assert set(first.splitlines()[3:]).isdisjoint(shown.text.splitlines()[3:])
        assert "7쪽까지" in (await on.ask("/search 0 8")).text
        assert len(on.sent("CNSRREQ")) == 2  # the answer is a minute good


async def test_words_work_without_a_slash_and_in_korean(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        assert "구독을 시작" in (await on.ask("구독 상승")).text
        assert "상승추세" in (await on.ask("내구독")).text
        assert "해지했습니다" in (await on.ask("unsubscribe 0")).text

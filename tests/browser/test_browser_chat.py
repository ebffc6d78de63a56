"""The chat in a browser: typed, completed, pressed, filled in, with a mouse or with keys alone."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Locator, expect
from playwright.async_api import Page as Shown

from bot.channels.web import visit
from bot.channels.web.talking import Outcome, Saying, Talking
from tests.bot.channels.web.stage import Page
from tests.browser.line import Line
from tests.browser.looking import PHONE, tab
from tests.ways.bot import HYNIX, SAMSUNG

pytestmark = pytest.mark.asyncio(loop_scope="package")


def answers(page: Shown) -> Locator:
    """The messages of the bot's."""
    return page.locator("#message-list .message.bot")


async def say(page: Shown, text: str) -> None:
    """Write something and send it."""
    await page.locator("#words").fill(text)
    await page.locator("#send").click()


async def test_a_command_is_offered_completed_and_answered(browser: Browser, bot: Page) -> None:
    async with tab(browser, bot.url) as one:
        await one.go("/chat")
        words, offers = one.page.locator("#words"), one.page.locator("#offers .offer")
        await words.press_sequentially("/sub")
        await expect(offers.first).to_contain_text("/subscribe")
        await offers.first.click()
        await expect(words).to_have_value("/subscribe ")
        await expect(offers).to_have_count(2)  # its conditions, by number and name
        await expect(offers.first).to_contain_text("상승추세")
        await offers.first.click()
        await expect(words).to_have_value("/subscribe 0")
        await one.page.locator("#send").click()
        await expect(answers(one.page)).to_contain_text("구독을 시작했습니다")
        await expect(one.page.locator(".message.me")).to_contain_text("/subscribe 0")
        await expect(words).to_have_value("")
        assert one.wrong == []


async def test_korean_words_complete_as_well(browser: Browser, bot: Page) -> None:
    async with tab(browser, bot.url) as one:
        await one.go("/chat")
        await one.page.locator("#words").press_sequentially("구독 거")
        await expect(one.page.locator("#offers .offer")).to_contain_text("거래급증")


async def test_alerts_come_into_the_chat_and_their_buttons_work(
    browser: Browser, bot: Page
) -> None:
    async with tab(browser, bot.url, size=PHONE, touch=True) as one:
        await one.go("/")
        await one.page.locator('#welcome [data-say="/subscribe 0"]').tap()
        await expect(answers(one.page)).to_contain_text("구독을 시작했습니다")
        bot.conditions[0].enter(SAMSUNG)
        alert = answers(one.page).filter(has_text="편입").filter(has_text="삼성전자").first
        await expect(alert.locator(f'a[href="/stocks/{SAMSUNG}"]')).to_be_visible()
        count = await answers(one.page).count()
        await alert.get_by_role("button", name="현재가").tap()
        await expect(answers(one.page)).to_have_count(count + 1)
        await expect(answers(one.page).last).to_contain_text("삼성전자")
        assert one.wrong == []


async def test_a_button_changes_its_message_in_place_in_every_tab(
    browser: Browser, bot: Page
) -> None:
    async with tab(browser, bot.url) as one, tab(browser, bot.url, size=PHONE) as other:
        for each in (one, other):
            await each.go("/chat")
        await say(one.page, "/conditions")
        for each in (one, other):
            await expect(answers(each.page)).to_contain_text("거래급증")
        listed = answers(one.page)
        name = await listed.get_attribute("id")
        await listed.get_by_role("button", name="구독").first.click()
        for each in (one, other):
            await expect(each.page.locator(f"#{name}")).to_contain_text("구독을 시작했습니다")
            await expect(answers(each.page)).to_have_count(1)


async def test_what_is_not_understood_is_answered_by_what_is_right(
    browser: Browser, bot: Page
) -> None:
    async with tab(browser, bot.url) as one:
        await one.go("/chat")
        await say(one.page, "/subscribe 99")
        await expect(answers(one.page)).to_contain_text("99")
        await expect(answers(one.page)).to_contain_text("/conditions")
        await say(one.page, "<b>/nosuch</b>")
        await expect(answers(one.page)).to_have_count(2)
        await expect(answers(one.page).last).to_contain_text("/help")
        await expect(one.page.locator(".message.me b")).to_have_count(0)
        assert one.wrong == []


async def test_a_form_says_at_the_field_what_is_wrong_and_keeps_the_rest(
    browser: Browser, bot: Page
) -> None:
    async with tab(browser, bot.url, size=PHONE) as one:
        await one.go("/chat")
        await say(one.page, "/subscribe 0")
        await expect(answers(one.page)).to_contain_text("구독을 시작했습니다")
        await say(one.page, "/subscriptions")
        listed = answers(one.page).filter(has_text="구독 1개")
        await listed.get_by_role("button", name="설정").first.click()
        dialog = one.page.locator("#form-dialog")
        await expect(dialog).to_be_visible()
        await dialog.locator("[name=rate]").fill("아주 많이")
        await dialog.locator("button.primary").click()
        await expect(dialog.locator("#error-rate")).not_to_be_empty()
        await expect(dialog.locator("[name=rate]")).to_be_focused()
        await expect(dialog.locator("[name=rate]")).to_have_value("아주 많이")
        assert await one.barriers() == []
        assert await one.too_wide() == []
        await dialog.locator("[name=rate]").fill("3 이상")
        await dialog.locator("button.primary").click()
        await expect(dialog).to_be_hidden()
        await expect(listed.or_(answers(one.page).last).last).to_contain_text("등락률")


async def test_everything_goes_with_keys_alone(browser: Browser, bot: Page) -> None:
    async with tab(browser, bot.url) as one:
        await one.go("/")
        words, keys = one.page.locator("#words"), one.page.keyboard
        await expect(words).to_be_focused()  # one may write at once
        await keys.type("/cond")
        await expect(words).to_have_attribute("aria-expanded", "true")
        await keys.press("ArrowDown")
        marked = await words.get_attribute("aria-activedescendant")
        await expect(one.page.locator(f"#{marked}")).to_have_attribute("aria-selected", "true")
        await keys.press("Enter")  # takes what is marked
        await expect(words).to_have_value("/conditions ")
        await keys.press("Enter")  # sends it
        await expect(answers(one.page)).to_contain_text("거래급증")
        await keys.press("ArrowUp")
        await expect(words).to_have_value("/conditions")
        await keys.press("Escape")
        await words.fill("")
        await keys.type("/hel")
        await keys.press("Tab")  # takes the first
        await expect(words).to_have_value("/help ")
        await words.fill("")
        await keys.press("Escape")
        button = answers(one.page).get_by_role("button", name="구독").first
        for _ in range(30):
            await keys.press("Shift+Tab")
            if await button.evaluate("(one) => one === document.activeElement"):
                break
        await expect(button).to_be_focused()
        assert await button.evaluate("(one) => one.matches(':focus-visible')")
        await keys.press("Enter")
        await expect(answers(one.page)).to_contain_text("구독을 시작했습니다")
        await expect(answers(one.page).locator(".bubble")).to_be_focused()


async def test_the_first_tab_leads_past_the_menu(browser: Browser, bot: Page) -> None:
    async with tab(browser, bot.url) as one:
        await one.go("/status")
        await one.page.keyboard.press("Tab")
        skip = one.page.locator("a.skip")
        await expect(skip).to_be_focused()
        await expect(skip).to_be_in_viewport()
        await one.page.keyboard.press("Enter")
        await expect(one.page.locator("#main")).to_be_focused()


async def test_keys_belong_to_the_input_method_while_a_syllable_is_composed(
    browser: Browser, bot: Page
) -> None:
    async with tab(browser, bot.url) as one:
        await one.go("/chat")
        words = one.page.locator("#words")
        await words.focus()
        devtools = await one.context.new_cdp_session(one.page)
        composing = {"text": "구독", "selectionStart": 2, "selectionEnd": 2}
        await devtools.send("Input.imeSetComposition", composing)
        await expect(one.page.locator("#offers .offer").first).to_be_visible()
        for key, code in (("ArrowDown", 229), ("Enter", 229), ("Tab", 229)):
            typed = {"key": key, "code": key, "windowsVirtualKeyCode": code}
            await devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **typed})
            await devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **typed})
        await expect(words).to_be_focused()
        await expect(words).to_have_value("구독")
        await expect(one.page.locator(".message.me")).to_have_count(0)
        await devtools.send("Input.insertText", {"text": "구독"})
        await one.page.keyboard.type(" 0")
        await one.page.keyboard.press("Enter")
        await expect(answers(one.page)).to_contain_text("구독을 시작했습니다")


async def test_what_is_said_while_the_line_is_cut_is_sent_once_it_is_back(
    browser: Browser, bot: Page
) -> None:
    async with Line(bot.url) as line, tab(browser, line.url) as one:
        await one.go("/chat")
        await say(one.page, "/subscribe 0")
        await expect(answers(one.page)).to_contain_text("구독을 시작했습니다")
        await line.cut()
        await expect(one.page.locator("#chat-link")).to_contain_text("연결 끊김")
        await say(one.page, "/lang")
        waiting = one.page.locator(".message.me").last
        await expect(waiting).to_contain_text("연결되면 보냅니다")
        bot.conditions[0].enter(HYNIX)
        await line.mend()
        await expect(answers(one.page).filter(has_text="SK하이닉스")).to_have_count(1)
        await expect(answers(one.page).filter(has_text="English")).to_have_count(1)
        await expect(one.page.locator(".message.me")).to_have_count(2)
        await expect(one.page.locator("#chat-link")).to_be_hidden()


async def test_who_reads_further_up_is_told_of_news_and_not_moved(
    browser: Browser, bot: Page
) -> None:
    async with tab(browser, bot.url, size=PHONE) as one:
        await one.go("/chat")
        await say(one.page, "/subscribe 0")
        await expect(answers(one.page)).to_contain_text("구독을 시작했습니다")
        await say(one.page, "/help")
        await expect(answers(one.page)).to_have_count(2)
        messages = one.page.locator("#messages")
        await messages.evaluate("(one) => one.scrollTo(0, 0)")
        await one.page.wait_for_timeout(100)
        bot.conditions[0].enter(SAMSUNG)
        await expect(one.page.locator("#newest")).to_contain_text("1")
        assert await messages.evaluate("(one) => one.scrollTop") == 0
        await one.page.locator("#newest").click()
        await expect(answers(one.page).last).to_be_in_viewport()
        await expect(one.page.locator("#newest")).to_be_hidden()


async def test_what_a_press_far_above_brings_is_brought_into_view(
    browser: Browser, bot: Page
) -> None:
    async with tab(browser, bot.url, size=PHONE, touch=True) as one:
        await one.go("/chat")
        await say(one.page, "/subscribe 0")
        await expect(answers(one.page)).to_contain_text("구독을 시작했습니다")
        bot.conditions[0].enter(SAMSUNG)
        await expect(answers(one.page)).to_have_count(2)
        for count in (3, 4):
            await say(one.page, "/help")
            await expect(answers(one.page)).to_have_count(count)
        await one.page.locator("#messages").evaluate("(one) => one.scrollTo(0, 0)")
        alert = answers(one.page).nth(1)
        await alert.get_by_role("button", name="현재가").tap()
        await expect(answers(one.page)).to_have_count(5)
        await expect(answers(one.page).last).to_be_in_viewport(ratio=0.9)
        await expect(one.page.locator("#newest")).to_be_hidden()
        await one.page.locator("#messages").evaluate("(one) => one.scrollTo(0, 0)")
        await alert.get_by_role("button", name="차트").tap()
        picture = answers(one.page).nth(5).locator(".picture img")
        await expect(picture).to_have_js_property("complete", True)
        await expect(picture).to_be_in_viewport(ratio=1)
        assert one.wrong == []


async def test_a_press_whose_line_is_cut_before_it_is_over_leaves_its_button_to_be_pressed_again(
    browser: Browser, bot: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, over = Talking._answered, asyncio.Event()

    async def slowly(self: Talking, saying: Saying) -> Outcome:
        outcome = await answered(self, saying)
        if saying.kind == "press":
            await over.wait()
        return outcome

    monkeypatch.setattr(Talking, "_answered", slowly)
    async with Line(bot.url) as line, tab(browser, line.url) as one:
        await one.go("/chat")
        await say(one.page, "/subscribe 0")
        await expect(answers(one.page)).to_contain_text("구독을 시작했습니다")
        bot.conditions[0].enter(SAMSUNG)
        alert = answers(one.page).filter(has=one.page.get_by_role("button", name="현재가"))
        await alert.get_by_role("button", name="현재가").click()
        await expect(answers(one.page)).to_have_count(3)
        await expect(alert).to_have_attribute("aria-busy", "true")
        await line.cut()
        over.set()
        await line.mend()
        await expect(alert).not_to_have_attribute("aria-busy", "true")
        await alert.get_by_role("button", name="현재가").click()
        await expect(answers(one.page)).to_have_count(4)


async def test_who_was_away_for_more_than_is_shown_is_told_where_the_rest_is(
    browser: Browser, bot: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Line(bot.url) as line, tab(browser, line.url, size=PHONE) as one:
        await one.go("/chat")
        await say(one.page, "/lang")
        await expect(answers(one.page)).to_have_count(1)
        await expect(one.page.locator("#message-list .seam")).to_have_count(0)
        monkeypatch.setattr(visit, "MOST_BEHIND", 3)
        monkeypatch.setattr(visit, "LATEST", 2)
        await line.cut()
        async with tab(browser, bot.url) as other:
            await other.go("/chat")
            for count in (2, 3, 4):
                await say(other.page, "/lang")
                await expect(answers(other.page)).to_have_count(count)
        await line.mend()
        seam = one.page.locator("#message-list > li").first
        await expect(seam).to_contain_text("최근 것만 보입니다")
        await expect(answers(one.page).last).to_be_in_viewport()
        assert await one.barriers() == []
        await one.page.locator("#older").click()
        await expect(seam).not_to_contain_text("최근 것만")


async def test_another_language_turns_the_page_and_loses_nothing(
    browser: Browser, bot: Page
) -> None:
    async with tab(browser, bot.url) as one:
        await one.go("/")
        words, lang = one.page.locator("#words"), one.page.locator("html")
        await one.page.locator('#live-kinds [data-kind="exit"]').click()
        await one.page.locator("#live-pause").click()
        await say(one.page, "/lang en")
        await words.fill("/subscribe 0 rate>3")
        await expect(lang).to_have_attribute("lang", "en")
        await expect(words).to_have_value("/subscribe 0 rate>3")
        await expect(words).to_have_attribute("placeholder", "e.g. /subscribe 0")
        await expect(answers(one.page).last).to_be_in_viewport()
        await expect(one.page.locator('#live-kinds [aria-pressed="true"]')).to_have_text("OUT")
        await expect(one.page.locator("#live-pause")).to_have_text("Resume")
        await words.fill("")
        await words.press("ArrowUp")
        await expect(words).to_have_value("/lang en")
        await answers(one.page).last.get_by_role("button", name="한국어").click()
        await expect(lang).to_have_attribute("lang", "ko")
        await expect(words).to_have_value("/lang en")
        assert one.wrong == []


async def test_a_page_somebody_reads_further_up_turns_once_they_are_back_at_the_newest(
    browser: Browser, bot: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "_BEAT", 1)
    async with tab(browser, bot.url, size=PHONE) as one, tab(browser, bot.url) as other:
        await one.go("/chat")
        await other.go("/chat")
        await say(one.page, "/help")
        await expect(answers(one.page)).to_have_count(1)
        await one.page.locator("#messages").evaluate("(one) => one.scrollTo(0, 0)")
        await one.page.evaluate(
            "document.addEventListener('bot:beat', ({ detail }) => (window.beaten = detail.lang))"
        )
        await say(other.page, "/lang en")
        await expect(other.page.locator("html")).to_have_attribute("lang", "en")
        await one.until(lambda: one.page.evaluate("window.beaten === 'en'"))
        await expect(one.page.locator("html")).to_have_attribute("lang", "ko")
        await one.page.locator("#newest").click()
        await expect(one.page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("secure", [True, False], ids=["secure", "plain_http"])
async def test_a_token_stands_where_it_was_asked_for_is_copied_and_gone_with_the_page(
    browser: Browser, bot: Page, monkeypatch: pytest.MonkeyPatch, secure: bool
) -> None:
    monkeypatch.setattr(visit, "_BEAT", 1)
    async with tab(browser, bot.url, size=PHONE) as one:
        await one.context.grant_permissions(["clipboard-read", "clipboard-write"])
        if not secure:
            await one.page.add_init_script(
                "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
            )
        await one.go("/chat")
        await say(one.page, "/token new laptop")
        token = answers(one.page).first
        await expect(token.locator("code")).to_have_text(re.compile("^kcb_"))
        await expect(answers(one.page)).to_have_count(1)
        assert (await token.inner_text()).count("새 토큰") == 1
        assert (await one.page.locator("#messages").inner_text()).count("지금 한 번만") == 1
        await say(one.page, "/lang en")  # the page waits until it is copied
        await expect(answers(one.page)).to_have_count(2)
        await expect(answers(one.page).last).to_contain_text("English")
        await expect(answers(one.page).first).to_contain_text("kcb_")
        assert [*await one.too_wide(), *await one.barriers()] == []
        secret = await token.locator("code").inner_text()
        await token.get_by_role("button", name="복사").click()
        await expect(one.page.locator("html")).to_have_attribute("lang", "en")
        await expect(answers(one.page).first).to_contain_text("여기에 남기지 않습니다")
        assert "kcb_" not in await one.page.content()
        await one.page.locator("#words").focus()
        await one.page.keyboard.press("Control+V")
        await expect(one.page.locator("#words")).to_have_value(secret)


async def test_no_word_on_a_button_is_broken_on_a_phone(browser: Browser, bot: Page) -> None:
    async with tab(browser, bot.url, size=PHONE, lang="en") as one:
        await one.go("/chat")
        for count, said in enumerate(("/subscribe 0", "/subscriptions", "/conditions", "/help")):
            await say(one.page, said)
            await expect(answers(one.page)).to_have_count(count + 1)
        bot.conditions[0].enter(SAMSUNG)
        await expect(answers(one.page)).to_have_count(count + 2)
        broken = await one.page.evaluate(
            """() => [...document.querySelectorAll('.press')].flatMap((one) => {
              const text = one.firstChild, words = [...text.data.matchAll(/\\S+/g)];
              return words.filter((word) => {
                const range = document.createRange();
                range.setStart(text, word.index);
                range.setEnd(text, word.index + word[0].length);
                return new Set([...range.getClientRects()].map((line) => line.top)).size > 1;
              }).map((word) => word[0]);
            })"""
        )
        assert broken == []
        assert await one.too_wide() == []


async def test_a_screen_reader_hears_new_messages_and_not_the_old_ones(
    browser: Browser, bot: Page
) -> None:
    async with tab(browser, bot.url) as one:
        await one.go("/chat")
        log = one.page.get_by_role("log")
        await expect(log).to_have_attribute("aria-live", "polite")
        await expect(one.page.get_by_role("combobox")).to_have_accessible_name("명령을 입력하세요")
        await expect(one.page.locator("#send")).to_have_accessible_name("보내기")
        await say(one.page, "/lang")
        await expect(answers(one.page).locator("> .hidden")).to_have_text("봇")

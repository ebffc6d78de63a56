"""A chart through real servers: asked for, switched in place, and never in the engine's way."""

import io
from pathlib import Path

from PIL import Image

from tests.servers.telegram_chats import Message
from tests.ways.bot import SAMSUNG, manual, stage


def picture(message: Message) -> Image.Image:
    assert message.photo is not None
    return Image.open(io.BytesIO(message.photo.content)).convert("RGB")


async def test_a_chart_comes_as_a_picture_whose_buttons_change_it_in_place(tmp_path: Path) -> None:
    (condition,) = conditions = manual("상승추세")
    async with stage(tmp_path, conditions) as on, on.bot():
        await on.follow()
        condition.enter(SAMSUNG)
        await on.hears()
        chart = await on.ask("차트 삼성전자")
        assert picture(chart).size == (1024, 1280)
        assert chart.text.startswith("삼성전자 005930 일봉")
        assert "편입 1 · ▼ 이탈 0" in chart.text
        assert chart.labels[:3] == ["• 일 •", "주", "1분"]

        on.telegram.press(chart.chat.id, chart, "5분")
        await on.until(lambda: "5분봉" in chart.text)
        assert "• 5분 •" in chart.labels
        assert picture(chart).getpixel((2, 2)) == (255, 255, 255)

        on.telegram.press(chart.chat.id, chart, "🌙 다크")
        await on.until(lambda: "☀️ 라이트" in chart.labels)
        assert picture(chart).getpixel((2, 2)) == (20, 22, 27)
        assert "5분봉" in chart.text

        on.telegram.press(chart.chat.id, chart, "현재가")
        price = await on.telegram.next_message(chart.chat.id, timeout=10)
        assert price.text.startswith("삼성전자 005930")
        assert chart.photo is not None


async def test_bad_words_get_their_sentence(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        assert "‘7분’ 간격은 없습니다" in (await on.ask("/chart 삼성전자 7분")).text
        assert "‘없는종목’" in (await on.ask("/chart 없는종목 주")).text


async def test_while_kiwoom_is_away_the_sentence_says_so(tmp_path: Path) -> None:
    async with stage(tmp_path, manual("상승추세")) as on, on.bot():
        await on.ask("/status")
        on.simulator.faults.rest_html = -1
        away = await on.ask("/chart 삼성전자")
        assert away.photo is None
        assert away.labels == ["다시 시도"]

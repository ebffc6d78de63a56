"""Pictures of real messages: the bot against the simulator and a Bot API on loopback.

`python -m tests.pictures` writes docs/pictures/alert.png, search.png and options.png, and, of
messages that take a morning to come about, folded.png and summary.png; it needs Chromium and a
Korean font (Debian: chromium fonts-nanum fonts-noto-color-emoji).
"""

import asyncio
import shutil
import subprocess
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.app import serve
from bot.render import html
from bot.render.alerts import compose
from bot.settings import load
from core.calendar import Calendar
from core.clock import ScaledClock, SystemClock
from core.model import EventKind, Hold, Outgoing, SummaryMessage
from core.simulator.server import Simulator
from tests.bot.render.samples import TODAY, alert
from tests.bot.render.samples import message as alerts_message
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.telegram_chats import Message

HERE = Path(__file__).parents[1] / "docs" / "pictures"
OWNER = 1001

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 12px; width: 336px; background: #d5dfea;
        font: 15px/1.38 "Noto Sans", "NanumGothic", sans-serif; }}
.said {{ margin: 0 0 8px auto; width: fit-content; max-width: 280px; padding: 7px 11px;
         border-radius: 12px 12px 3px 12px; background: #e6fcd3; }}
.told {{ margin: 0 0 3px; width: fit-content; max-width: 320px; padding: 7px 11px;
         border-radius: 12px 12px 12px 3px; background: #fff; white-space: pre-wrap; }}
.rows {{ width: 320px; margin-bottom: 8px; }}
.row {{ display: flex; gap: 3px; margin-bottom: 3px; }}
.row span {{ flex: 1; text-align: center; padding: 6px; border-radius: 8px; color: #fff;
             background: #7c9ab5; font-size: 14px; }}
code, pre {{ font: 13px/1.4 "DejaVu Sans Mono", "NanumGothicCoding", monospace; margin: 0; }}
pre {{ background: #f1f4f7; border-left: 3px solid #6aa3d8; padding: 4px 6px; border-radius: 4px; }}
</style>{bubbles}"""


def bubble(message: Message) -> str:
    return drawn(message.html, [[button.text for button in row] for row in message.rows])


def composed(message: Outgoing) -> str:
    reply = compose(message, "ko", TODAY)
    labels = [[button.label for button in row] for row in reply.buttons]
    return drawn(html.encode(reply.doc), labels)


def drawn(text: str, labels: list[list[str]]) -> str:
    """Return a message; the end of a table is the end of its line, as Telegram draws it."""
    rows = "".join(
        '<div class="row">' + "".join(f"<span>{label}</span>" for label in row) + "</div>"
        for row in labels
    )
    shown = text.replace("</pre>\n", "</pre>")
    return f'<div class="told">{shown}</div><div class="rows">{rows}</div>'


def said(text: str) -> str:
    return f'<div class="said">{text}</div>'


def shoot(name: str, bubbles: list[str], height: int) -> None:
    """Write a picture as a phone 360 pixels wide shows it."""
    chromium = shutil.which("chromium") or "chromium"
    with tempfile.TemporaryDirectory() as room:
        page = Path(room) / "page.html"
        page.write_text(PAGE.format(bubbles="\n".join(bubbles)), encoding="utf-8")
        subprocess.run(
            [
                chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--disable-background-networking", "--force-device-scale-factor=2",
                f"--user-data-dir={room}/profile", f"--window-size=360,{height}",
                f"--screenshot={HERE / name}", page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip


async def main() -> None:
    opening = Calendar.krx().next_open(SystemClock().now())
    clock = ScaledClock(opening + timedelta(minutes=20))
    stop = asyncio.Event()
    with tempfile.TemporaryDirectory() as room:
        async with Simulator(clock=clock, hours="krx") as simulator, TelegramServer() as telegram:
            settings = load(
                kiwoom_base_url=simulator.base_url,
                kiwoom_ws_url=simulator.ws_url,
                kiwoom_app_key=simulator.app_key,
                kiwoom_app_secret=simulator.app_secret,
                telegram_bot_token=TOKEN,
                telegram_api_url=telegram.url,
                owners=f"telegram:{OWNER}",
                data_dir=room,
            )
            task = asyncio.create_task(serve(settings, stop, clock=clock))
            await asyncio.sleep(25)  # names are known, stocks have moved
            telegram.say(OWNER, "/subscribe 0")
            answer = await telegram.next_message(OWNER, timeout=20)
            alerts = [await telegram.next_message(OWNER, timeout=60) for _ in range(3)]
            telegram.say(OWNER, "/search 4")
            found = await telegram.next_message(OWNER, timeout=30)
            telegram.say(OWNER, "/unsubscribe 0")  # so that no alert comes between
            await telegram.next_message(OWNER, timeout=20)
            wish = "/subscribe 0 편입만 등락률>3 코스닥 쉬기 10분"
            telegram.say(OWNER, wish)
            wished = await telegram.next_message(OWNER, timeout=20)
            telegram.say(OWNER, "/options 0")
            options = await telegram.next_message(OWNER, timeout=20)
            stop.set()
            await task
    first = [said("/subscribe 0"), bubble(answer)]
    await asyncio.to_thread(shoot, "alert.png", first + [bubble(one) for one in alerts], 562)
    await asyncio.to_thread(shoot, "search.png", [said("/search 4"), bubble(found)], 590)
    asked = [said(wish), bubble(wished), said("/options 0"), bubble(options)]
    await asyncio.to_thread(shoot, "options.png", asked, 820)
    await asyncio.to_thread(shoot, "folded.png", folded(), 340)
    await asyncio.to_thread(shoot, "summary.png", [composed(held_back())], 500)


def folded() -> list[str]:
    """Return a card and a batch in which a stock goes in and out again and again."""
    kinds = (EventKind.ENTRY, EventKind.EXIT, EventKind.ENTRY, EventKind.EXIT)
    turns = [
        replace(alert(kind=kind, after=47.0 * n), turns=len(kinds)) for n, kind in enumerate(kinds)
    ]
    other = alert("000660", "SK하이닉스", price=181_400, rate=12.3)
    return [composed(alerts_message(*turns)), composed(alerts_message(other, *turns))]


def held_back() -> SummaryMessage:
    """Return what half an hour's mute held back."""
    stocks = (
        "삼성전자", "SK하이닉스", "카카오", "NAVER", "LG에너지솔루션", "현대차", "기아",
        "셀트리온", "POSCO홀딩스", "한화에어로스페이스",
    )  # fmt: skip
    alerts = (
        alert(
            f"{n % 10:06}",
            stocks[n % 10],
            "급등 초입" if n % 10 < 6 else "거래량 폭발",
            kind=EventKind.EXIT if (n // 4) % 3 == 1 else EventKind.ENTRY,
            after=n * 47.5,
            price=10_000 * (n % 10 + 1) + n * 100,
            rate=(n % 7) * 2.5 - 6,
        )
        for n in range(34)
    )
    return SummaryMessage(Hold.MUTED, tuple(alerts))


if __name__ == "__main__":
    asyncio.run(main())

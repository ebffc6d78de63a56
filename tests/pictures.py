"""Pictures of real messages: the bot against the simulator and a Bot API on loopback.

`python -m tests.pictures` writes docs/pictures/alert.png and search.png; it needs
Chromium and a Korean font (Debian: chromium fonts-nanum fonts-noto-color-emoji).
"""

import asyncio
import shutil
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

from bot.app import serve
from bot.settings import load
from core.calendar import Calendar
from core.clock import ScaledClock, SystemClock
from core.simulator.server import Simulator
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
    rows = "".join(
        '<div class="row">' + "".join(f"<span>{button.text}</span>" for button in row) + "</div>"
        for row in message.rows
    )
    return f'<div class="told">{message.html}</div><div class="rows">{rows}</div>'


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
            stop.set()
            await task
    first = [said("/subscribe 0"), bubble(answer)]
    await asyncio.to_thread(shoot, "alert.png", first + [bubble(one) for one in alerts], 440)
    await asyncio.to_thread(shoot, "search.png", [said("/search 4"), bubble(found)], 590)


if __name__ == "__main__":
    asyncio.run(main())

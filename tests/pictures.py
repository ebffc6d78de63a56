"""Pictures of real messages: the bot against the simulator and a Bot API on loopback.

`python -m tests.pictures` writes the pictures of docs/pictures. Whatever a morning or a month has
to pass for (followed entries, a mute, a fold) is written into the database before, the rest
happens; it needs Chromium and a Korean font (Debian: chromium fonts-nanum fonts-noto-color-emoji).
"""

import asyncio
import base64
import io
import random
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageChops

from bot.app import serve
from bot.render import html
from bot.render.alerts import compose
from bot.settings import Settings, load
from core.calendar import Calendar
from core.clock import Clock, ScaledClock, SystemClock
from core.model import Event, EventKind, Hold, Outgoing, Source, SummaryMessage
from core.model.remembering import Followup
from core.ports import Change
from core.simulator.server import Simulator
from core.store import Store
from tests.bot.render.samples import TODAY, alert
from tests.bot.render.samples import message as alerts_message
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.telegram_chats import Message

HERE = Path(__file__).parents[1] / "docs" / "pictures"
OWNER = 1001
HIGHEST = 1400

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 12px; width: 336px; background: #d5dfea;
        font: 15px/1.38 "Noto Sans", "NanumGothic", sans-serif; }}
.said {{ margin: 0 0 8px auto; width: fit-content; max-width: 280px; padding: 7px 11px;
         border-radius: 12px 12px 3px 12px; background: #e6fcd3; }}
.told {{ margin: 0 0 3px; width: fit-content; max-width: 298px; padding: 7px 11px;
         border-radius: 12px 12px 12px 3px; background: #fff; white-space: pre-wrap; }}
.told img {{ display: block; width: 320px; margin: -7px -11px 6px; border-radius: 12px 12px 0 0; }}
.rows {{ width: 320px; margin-bottom: 8px; }}
.row {{ display: flex; gap: 3px; margin-bottom: 3px; }}
.row span {{ flex: 1; text-align: center; padding: 6px 2px; border-radius: 8px; color: #fff;
             background: #7c9ab5; font-size: 14px; white-space: nowrap; }}
code, pre {{ font: 13px/1.4 "DejaVu Sans Mono", "NanumGothicCoding", monospace; margin: 0; }}
pre {{ background: #f1f4f7; border-left: 3px solid #6aa3d8; padding: 4px 6px; border-radius: 4px; }}
</style>{bubbles}"""


def bubble(message: Message) -> str:
    picture = message.photo.content if message.photo else b""
    return drawn(message.html, [[button.text for button in row] for row in message.rows], picture)


def composed(message: Outgoing) -> str:
    reply = compose(message, "ko", TODAY)
    labels = [[button.label for button in row] for row in reply.buttons]
    return drawn(html.encode(reply.doc), labels)


def drawn(text: str, labels: list[list[str]], picture: bytes = b"") -> str:
    """Return a message; the end of a table is the end of its line, as Telegram draws it."""
    rows = "".join(
        '<div class="row">' + "".join(f"<span>{label}</span>" for label in row) + "</div>"
        for row in labels
    )
    shown = text.replace("</pre>\n", "</pre>")
    source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    above = f'<img src="{source}">' if picture else ""
    return f'<div class="told">{above}{shown}</div><div class="rows">{rows}</div>'


def said(text: str) -> str:
    return f'<div class="said">{text}</div>'


def shoot(name: str, bubbles: list[str]) -> None:
    """Write a picture as a phone 360 pixels wide shows it, as high as what is said."""
    chromium = shutil.which("chromium") or "chromium"
    with tempfile.TemporaryDirectory() as room:
        page, shot = Path(room) / "page.html", Path(room) / "shot.png"
        page.write_text(PAGE.format(bubbles="\n".join(bubbles)), encoding="utf-8")
        subprocess.run(
            [
                chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--disable-background-networking", "--force-device-scale-factor=2",
                f"--user-data-dir={room}/profile", f"--window-size=360,{HIGHEST}",
                f"--screenshot={shot}", page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip
        whole = Image.open(io.BytesIO(shot.read_bytes())).convert("RGB")
    ground = Image.new("RGB", whole.size, whole.getpixel((0, 0)))
    _, _, _, bottom = ImageChops.difference(whole, ground).getbbox() or (0, 0, 0, whole.height)
    kept = whole.crop((0, 0, whole.width, min(whole.height, bottom + 20)))
    few = kept.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(HERE / name, optimize=True)


@asynccontextmanager
async def bot(settings: Settings, clock: Clock) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(serve(settings, stop, clock=clock))
    await asyncio.sleep(15)  # names are known, stocks have moved
    yield
    stop.set()
    await task


async def main() -> None:
    opening = Calendar.krx().next_open(SystemClock().now())
    clock = ScaledClock(opening + timedelta(minutes=20))
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
                web_port=0,
            )
            async with bot(settings, clock):
                pass
            await remember(settings, clock.now())
            async with bot(settings, clock):
                await show(telegram)
    await asyncio.to_thread(shoot, "folded.png", folded())
    await asyncio.to_thread(shoot, "summary.png", [composed(held_back())])


async def show(telegram: TelegramServer) -> None:
    """Ask for everything there is a picture of."""

    async def ask(text: str) -> Message:
        telegram.say(OWNER, text)
        return await telegram.next_message(OWNER, timeout=30)

    async def shown(name: str, text: str) -> None:
        await asyncio.to_thread(shoot, name, [said(text), bubble(await ask(text))])

    await shown("score.png", "/score 0")
    await shown("day.png", "/summary 어제")
    await shown("search.png", "/search 4")
    await shown("quote.png", "/quote 삼성전자")
    await shown("chart.png", "/chart 삼성전자")
    await shown("chart-dark.png", "/chart 삼성전자 5분 dark")
    await ask("/subscribe 5")  # the first one would bring the tour's last step along
    answer = await ask("/subscribe 0")
    alerts: list[Message] = []
    while len(alerts) < 2 or not alerts[0].text.startswith("편입"):
        alerts = [*alerts[-1:], await telegram.next_message(OWNER, timeout=60)]
    await ask("/unsubscribe 0")  # so that no alert comes between
    told = [said("/subscribe 0"), *map(bubble, (answer, *alerts))]
    await asyncio.to_thread(shoot, "alert.png", told)
    wish = "/subscribe 0 편입만 등락률>3 코스닥 쉬기 10분"
    wished, options = await ask(wish), await ask("/options 0")
    asked = [said(wish), bubble(wished), said("/options 0"), bubble(options)]
    await asyncio.to_thread(shoot, "options.png", asked)


async def remember(settings: Settings, now: datetime) -> None:
    """Write a month of entries, with what the prices did after them."""
    chance = random.Random(7)
    store = await Store.open(settings.database)
    known = [one.code for one in await store.stocks.all() if one.market == "KOSPI"]
    stocks = ["005930", *chance.sample([one for one in known if one != "005930"], 35)]
    for condition in [one for one in await store.conditions.all() if one.seq in ("0", "1", "3")]:
        for ago in range(1, 29):
            day = (now - timedelta(days=ago)).replace(hour=9, minute=0, second=0, microsecond=0)
            for code in chance.sample(stocks, 4) if day.weekday() < 5 else ():
                minute = min(355.0, chance.expovariate(1 / 150))
                at = day + timedelta(minutes=minute)
                kinds = (EventKind.ENTRY, at), (EventKind.EXIT, at + timedelta(minutes=30))
                events = tuple(
                    Event(condition.id, code, kind, Source.REALTIME, at.date(), moment, moment)
                    for kind, moment in kinds
                )
                event_id, _ = (await store.outbox.post([Change(None, events)])).event_ids
                drift = chance.gauss(0.05, 1.2)
                prices = tuple(
                    round(100_000 * (1 + (drift * part + chance.gauss(0, 0.4)) / 100))
                    for part in (0.1, 0.4, 1.0, 1.6)
                )
                ends = max(100_000, *prices), min(100_000, *prices)
                await store.followups.save([Followup(event_id, code, at, 100_000, prices, *ends)])
    await store.close()


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

"""The sentences of price alerts: what `/watch` says."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

WATCH = {
    "above": Sentence("{number}원 이상", "at {number} won or more"),
    "below": Sentence("{number}원 이하", "at {number} won or less"),
    "rise": Sentence("등락률 +{number}% 이상", "up {number}% or more"),
    "fall": Sentence("등락률 -{number}% 이하", "down {number}% or more"),
    "move": Sentence("등락률 ±{number}%", "up or down {number}%"),
    "volume": Sentence("거래량 전일의 {number}%", "volume {number}% of the day before"),
    "year_high": Sentence("52주 신고가", "52-week high"),
    "year_low": Sentence("52주 신저가", "52-week low"),
    "short_above": Sentence("{number}원 이상", "≥ {number} won"),
    "short_below": Sentence("{number}원 이하", "≤ {number} won"),
    "short_rise": Sentence("+{number}%", "+{number}%"),
    "short_fall": Sentence("-{number}%", "-{number}%"),
    "short_move": Sentence("±{number}%", "±{number}%"),
    "short_volume": Sentence("거래량 {number}%", "volume {number}%"),
    "short_year_high": Sentence("52주 신고가", "52-week high"),
    "short_year_low": Sentence("52주 신저가", "52-week low"),
    "halted": Sentence(
        "⛔ 거래정지 종목입니다. 거래가 다시 시작되면 봅니다.",
        "⛔ Trading in it is halted. It is watched once that is over.",
    ),
    "placed": Sentence(
        "🔔 **{name}** {aim} 알림을 걸었습니다.", "🔔 **{name}**: {aim} is watched."
    ),
    "now": Sentence("지금 {price}원 {mark} {rate}", "Now {price} won {mark} {rate}"),
    "now_far": Sentence(
        "지금 {price}원 {mark} {rate} · {far}", "Now {price} won {mark} {rate} · {far}"
    ),
    "far": Sentence("목표까지 {percent}%", "{percent}% to go"),
    "share_now": Sentence("거래량 전일의 {percent}%", "volume {percent}% of the day before"),
    "price_unknown": Sentence(
        "지금 가격을 받지 못했습니다. 받는 대로 봅니다.",
        "The price of now did not come; it is watched as soon as it does.",
    ),
    "already": Sentence(
        "이미 그렇게 되어 있습니다. 벗어났다가 다시 닿으면 알립니다.",
        "That is so already. You are told when it was left and is reached again.",
    ),
    "already_today": Sentence(
        "오늘은 이미 그렇게 되었습니다. 다음 거래일부터 봅니다.",
        "That is so today already. It is watched from the next trading day on.",
    ),
    "once": Sentence("한 번 알리고 끝납니다 · {until}까지", "Told once · until {until}"),
    "repeating": Sentence(
        "닿을 때마다 알립니다(10분에 한 번까지) · {until}까지",
        "Told each time (at most every 10 minutes) · until {until}",
    ),
    "repeating_daily": Sentence(
        "닿은 날마다 하루 한 번 알립니다 · {until}까지",
        "Told once a day, each day it is reached · until {until}",
    ),
    "list": Sentence("**가격 알림 {count}개**", "**Price alerts: {count}**"),
    "line": Sentence("**{name}** {aim}", "**{name}** {aim}"),
    "line_how": Sentence("└ {how}", "└ {how}"),
    "line_repeat": Sentence("반복", "each time"),
    "line_daily": Sentence("하루 한 번", "once a day"),
    "line_waits": Sentence("닿아 있어 쉬는 중", "reached, resting"),
    "until": Sentence("{until}까지", "until {until}"),
    "ended": Sentence("가격 알림을 지웠습니다.", "The price alert is ended."),
    "none": Sentence(
        "이 대화에는 가격 알림이 없습니다. 예: {example}",
        "There are no price alerts here. Example: {example}",
    ),
    "which_aim": Sentence(
        "**{name}** — 언제 알릴까요?", "**{name}**: when do you want to be told?"
    ),
    "which_aim_example": Sentence(
        "값으로 정하려면 이렇게 쓰세요: {example}", "For a price, write: {example}"
    ),
    "which_way": Sentence(
        "**{name}** {price}원. 지금 가격을 몰라 방향을 알 수 없습니다. 어느 쪽인가요?",
        "**{name}** {price} won. The price of now is not known, so which way is meant?",
    ),
    "which_way_same": Sentence(
        "**{name}** 지금 {price}원입니다. 어느 쪽으로 움직이면 알릴까요?",
        "**{name}** costs {price} won now. Which way do you mean?",
    ),
    "told": Sentence("🔔 **{name}** {aim}", "🔔 **{name}** {aim}"),
    "told_price": Sentence(
        "{price}원 {mark} {rate} · {time}", "{price} won {mark} {rate} · {time}"
    ),
    "reached": Sentence("그 사이 {price}원에 닿았습니다.", "It reached {price} won in between."),
    "share": Sentence("거래량 전일의 {percent}%", "Volume {percent}% of the day before"),
    "won": Sentence("{price}원", "{price} won"),
    "reached_short": Sentence("그 사이 {price}원", "{price} won in between"),
    "held": Sentence("{why} 가격 알림 **{count}**", "{why} price alerts **{count}**"),
    "held_told": Sentence(
        "🔔 **{name}** {aim} · {said} · {time}", "🔔 **{name}** {aim} · {said} · {time}"
    ),
    "held_over": Sentence(
        "⌛ **{name}** {aim} · 닿지 않고 기한이 지남",
        "⌛ **{name}** {aim} · its time is over",
    ),
    "of_a_stock": Sentence("**가격 알림**", "**Price alerts**"),
    "waits": Sentence("기다리는 중", "waiting"),
    "last_told": Sentence("마지막으로 닿은 때 {time}", "reached last at {time}"),
    "standing": Sentence("🔔 {aim} · {how}", "🔔 {aim} · {how}"),
    "telling": Sentence("↳ {aim} · {said} · {fate}", "↳ {aim} · {said} · {fate}"),
    "telling_over": Sentence("기한 지남", "time over"),
    "fate_sent": Sentence("✅ {time} 보냄", "✅ {time} sent"),
    "fate_held": Sentence("🔕 {time}까지 미룸({why})", "🔕 held back until {time} ({why})"),
    "fate_failed": Sentence("❌ {time} 보내지 못함", "❌ {time} not sent"),
    "fate_going": Sentence("⏳ {time}부터 보내는 중", "⏳ on its way since {time}"),
    "over": Sentence(
        "⌛ **{name}** {aim} 알림이 기한이 지나 끝났습니다. 그동안 닿지 않았습니다.",
        "⌛ **{name}**: {aim} is no longer watched, its time is over.",
    ),
}

ERRORS = {
    "watch_aim": Sentence(
        "‘{said}’ 조건을 알 수 없습니다. `> 80000`, `80000 이하`, `±3%`, `거래량 200%`, `신고가` 가운데 하나로 적어 주세요. 예: {example}",
        "‘{said}’ is nothing to watch for. Write one of `> 80000`, `< 80000`, `±3%`, `volume 200%`, `yearhigh`. Example: {example}",
    ),
    "watch_stock": Sentence(
        "어느 종목인지 먼저 적어 주세요. 예: {example}", "Name the stock first. Example: {example}"
    ),
    "watch_price": Sentence(
        "‘{said}’ 가격으로는 알릴 수 없습니다. 1원부터 1억원까지 원 단위로 적어 주세요. 예: `> 80000`, `8만 이상`",
        "‘{said}’ is no price to watch for. Write 1 to 100,000,000 won. Example: `> 80000`",
    ),
    "watch_rate": Sentence(
        "‘{said}’ 등락률을 알 수 없습니다. 오르면 `+3%`, 내리면 `-3%`, 어느 쪽이든 `±3%`로 적어 주세요(400%까지).",
        "‘{said}’ is no change to watch for. Write `+3%` for up, `-3%` for down, `±3%` for both (up to 400%).",
    ),
    "watch_volume": Sentence(
        "‘{said}’ 거래량을 알 수 없습니다. 전일 거래량의 몇 %인지 적어 주세요. 예: `거래량 200%`, `거래량 3배`",
        "‘{said}’ is no volume to watch for. Say how many percent of the day before. Example: `volume 200%`",
    ),
    "watch_until": Sentence(
        "‘{said}’ 기한은 쓸 수 없습니다. 1일부터 {most}일까지, 예: `3일`, `2주`, `장마감`, `11/30까지`",
        "‘{said}’ is no time to watch until. 1 to {most} days, such as `3d`, `2w`, `close`, `11/30`.",
    ),
    "watch_no_close": Sentence(
        "지금은 기다릴 장 마감이 없습니다. `3일`처럼 적어 주세요.",
        "There is no close to wait for now. Write a length such as `3d`.",
    ),
    "watch_off": Sentence(
        "‘{said}’ 가격 알림을 찾지 못했습니다. {/watch} 목록에서 ✕ 단추를 눌러 주세요.",
        "There is no price alert ‘{said}’. Press ✕ in the list of {/watch}.",
    ),
    "watch_gone": Sentence(
        "그 가격 알림은 이미 끝났습니다. 남은 것은 {/watch} 에서 볼 수 있습니다.",
        "That price alert has ended already. {/watch} lists what is left.",
    ),
    "too_many_lookouts": Sentence(
        "가격 알림은 대화마다 {most}개까지입니다. {/watch} 에서 하나를 지운 뒤 다시 걸어 주세요.",
        "A chat may have {most} price alerts. End one in {/watch} first.",
    ),
}

BUTTONS = {
    "watches": Sentence("가격 알림 목록", "Price alerts"),
    "watch_off": Sentence("✕ 지우기", "✕ End it"),
    "watch_off_all": Sentence("모두 지우기", "End all"),
    "watch_again": Sentence("다시 걸기", "Watch again"),
    "watch_end": Sentence("그만", "End it"),
    "watch_volume": Sentence("거래량 200%", "Volume 200%"),
    "watch_high": Sentence("신고가", "52-week high"),
    "watch_low": Sentence("신저가", "52-week low"),
}

COMMANDS = {
    "watch": Sentence(
        "종목이 정한 가격·등락률·거래량·신고가에 닿으면 알립니다",
        "Be told when a stock reaches a price, a change, a volume or a 52-week high",
    ),
}

ARGUMENTS = {"watch": Sentence("종목 조건 [기한] [반복]", "stock aim [until] [repeat]")}

HELP = {
    "watch": Sentence(
        "조건: `> 80000`, `80000 이하`, `80000`(지금 가격에서 방향을 압니다), `±3%`, `+5%`, `거래량 200%`(전일 대비), `신고가`, `신저가`(52주).\n기한: `3일`, `2주`, `2시간`, `장마감`, `11/30까지` (없으면 7일). `반복`을 붙이면 닿을 때마다(거래량·신고가·신저가는 하루 한 번), 없으면 한 번 알립니다.\n장중에만 봅니다. 모든 알림이나 그 종목의 음소거, 방해 금지 동안 닿은 것은 모아 두었다가 끝나면 한 번에 알립니다. 조건 없이 보내면 목록이, `삭제 3`이나 ✕ 단추로 지웁니다.",
        "Aims: `> 80000`, `< 80000`, `80000` (the price of now says which way), `±3%`, `+5%`, `volume 200%` (of the day before), `yearhigh`, `yearlow`.\nUntil: `3d`, `2w`, `2h`, `close`, `11/30` (7 days where nothing is said). With `repeat` each time (volume, high and low once a day), else once.\nIt is watched while the market is open. What is reached while everything or the stock is muted, or in quiet hours, is told in one message afterwards. Alone it lists them; `off 3` or ✕ ends one.",
    ),
}

JOBS = {
    "lookouts": Sentence("가격 알림 확인", "price alerts"),
    "trades": Sentence("체결 등록", "registering trades"),
}

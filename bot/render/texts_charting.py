"""The sentences of charts and of the small pictures."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

CHART = {
    "day": Sentence("일봉", "Daily"),
    "week": Sentence("주봉", "Weekly"),
    "minute": Sentence("{count}분봉", "{count} min"),
    "volume": Sentence("거래량", "Volume"),
    "averages": Sentence("이동평균", "MA"),
    "highest": Sentence("최고 {price} ({when})", "High {price} ({when})"),
    "lowest": Sentence("최저 {price} ({when})", "Low {price} ({when})"),
    "open": Sentence("시", "O"),
    "high": Sentence("고", "H"),
    "low": Sentence("저", "L"),
    "close": Sentence("종", "C"),
    "entry": Sentence("편입", "in"),
    "exit": Sentence("이탈", "out"),
    "unattributed": Sentence("조건 미확인", "condition unknown"),
    "others": Sentence("외 {count}", "+{count}"),
    "nothing": Sentence("아직 그릴 시세가 없습니다", "No prices yet"),
    "title": Sentence("**{name}** `{code}` {kind}", "**{name}** `{code}` {kind}"),
    "price": Sentence(
        "{colour} **{price}원** {moved} · {time}", "{colour} **{price} won** {moved} · {time}"
    ),
    "crossings": Sentence(
        "▲ 편입 {entries} · ▼ 이탈 {exits} (그림에 표시)", "▲ in {entries} · ▼ out {exits} (marked)"
    ),
    "no_candles": Sentence(
        "아직 차트로 그릴 시세가 없습니다. 거래가 시작된 뒤 다시 누르거나 다른 간격을 골라 주세요.",
        "There are no prices to draw yet. Try again once it trades, or pick another interval.",
    ),
    "alt": Sentence("{name} {kind} 차트 · {price}원", "{name}, {kind} chart, {price} won"),
    "short_day": Sentence("일", "Day"),
    "short_week": Sentence("주", "Week"),
    "short_minute": Sentence("{n}분", "{n}m"),
}

CHART_ERRORS = {
    "chart_interval": Sentence(
        "‘{said}’ 간격은 없습니다. 일, 주, 1분, 3분, 5분, 10분, 15분, 30분, 60분 가운데 하나로 적어 주세요.",
        "There is no interval ‘{said}’. Say d, w, 1m, 3m, 5m, 10m, 15m, 30m or 60m.",
    ),
}

CHART_BUTTONS = {
    "dark": Sentence("🌙 다크", "🌙 Dark"),
    "light": Sentence("☀️ 라이트", "☀️ Light"),
}

CHART_COMMANDS = {
    "chart": Sentence(
        "종목의 차트를 편입·이탈 표시와 함께 봅니다",
        "A stock's chart with its entries and exits",
    ),
}

CHART_ARGUMENTS = {"chart": Sentence("종목 [일·주·5분] [dark]", "stock [d·w·5m] [dark]")}

CHART_HELP = {
    "chart": Sentence(
        "간격은 일, 주, 1·3·5·10·15·30·60분이고, 적지 않으면 일봉입니다. dark를 붙이면 어두운 화면입니다. 버튼은 그 그림을 바꿉니다.\n▲는 조건식 편입, ▼는 이탈이고 숫자는 조건식 번호입니다. 선은 5·20·60 이동평균입니다.",
        "Intervals are d, w and 1, 3, 5, 10, 15, 30 or 60m; without one it is daily. Add dark for a dark picture. Buttons change the picture in place.\n▲ is an entry into a condition, ▼ an exit, the number is the condition's. The lines are averages over 5, 20 and 60.",
    ),
}

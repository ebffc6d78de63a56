"""The sentences of looking back: history, files, scorecards, the summary of a day."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

PAST = {
    "everything": Sentence("모든 조건식", "All conditions"),
    "apart": Sentence(" (식, 합계에서 뺌)", " (expression, not in the total)"),
    "kept": Sentence(" (기록은 {count}일까지 보관)", " (kept for {count} {count:day|days})"),
    "until_today": Sentence(" (오늘까지)", " (until today)"),
    "all_days": Sentence("전체 기간", "all days"),
    "count": Sentence("{count}건", "{count} {count:event|events}"),
    "nothing": Sentence(
        "{title}: 기록이 없습니다. 기간을 바꿔 보세요. 예: `{/history} 최근 7일`",
        "{title}: nothing on record. Try other days, e.g. `{/history} last 7 days`",
    ),
    "missed": Sentence("끊긴 동안", "missed while away"),
    "missed_priced": Sentence(
        "끊긴 동안(가격은 알게 된 때)", "missed while away (price when found)"
    ),
    "after_1": Sentence("1분", "1m"),
    "after_5": Sentence("5분", "5m"),
    "after_30": Sentence("30분", "30m"),
    "at_close": Sentence("종가", "close"),
    "extremes": Sentence("최고 {high} 최저 {low}", "high {high} low {low}"),
    "button_export": Sentence("📄 파일로", "📄 As a file"),
    "button_history": Sentence("기록", "History"),
    "which": Sentence(
        "‘{said}’: 어느 것인가요? 하나를 골라 주세요.", "‘{said}’: which one? Please pick one."
    ),
    "nothing_to_export": Sentence(
        "{days}: 내보낼 기록이 없습니다. 기간을 바꿔 보세요. 예: `{/export} 11/1~11/20`",
        "{days}: nothing to export. Try other days, e.g. `{/export} 11/1~11/20`",
    ),
    "too_much": Sentence(
        "{count}건은 파일 하나로 너무 많습니다(이 형식은 {most}건까지). 기간을 줄이거나 csv로 받아 주세요. 봇이 있는 컴퓨터에서는 `kiwoom-bot export` 에 한도가 없습니다.",
        "{count} events are too many for one file (up to {most} in this format). Ask for fewer days or for csv. On the bot's own computer `kiwoom-bot export` has no limit.",
    ),
    "exporting": Sentence(
        "⏳ 기록 {count}건을 {format} 파일로 만들고 있습니다. 알림은 그대로 갑니다.",
        "⏳ Writing {count} {count:event|events} to a {format} file. Alerts go on meanwhile.",
    ),
    "exporting_at": Sentence(
        "⏳ 기록 {count}건을 {format} 파일로 만들고 있습니다 · {percent}%",
        "⏳ Writing {count} {count:event|events} to a {format} file · {percent}%",
    ),
    "exporting_done": Sentence(
        "✅ 기록 {count}건을 {format} 파일로 만들었습니다 · 100%",
        "✅ {count} {count:event is|events are} written to a {format} file · 100%",
    ),
    "exporting_stopped": Sentence(
        "⛔ 기록 {count}건을 {format} 파일로 만들다 멈췄습니다.",
        "⛔ Writing {count} {count:event|events} to a {format} file was given up.",
    ),
    "exported": Sentence("📄 {title} · {count}건", "📄 {title} · {count} {count:event|events}"),
    "file": Sentence("기록", "history"),
    "columns": Sentence(
        "시각|구분|조건식|종목코드|종목명|가격|등락률(%)|거래량|거래대금(백만원)|1분 뒤|5분 뒤|30분 뒤|종가|마감까지 최고|마감까지 최저|종가 수익률(%)|알게 된 방법",
        "time|event|condition|code|name|price|change (%)|volume|value (million won)|after 1 min|after 5 min|after 30 min|close|highest to close|lowest to close|return at close (%)|learnt by",
    ),
    "source_realtime": Sentence("실시간", "real time"),
    "source_poll": Sentence("조회", "polling"),
    "source_missed": Sentence("끊긴 동안", "missed while away"),
    "entries": Sentence("편입 {count}건", "{count} {count:entry|entries}"),
    "no_entries": Sentence(
        "이 기간에는 편입이 없었습니다. 기간을 늘려 보세요. 예: `{/score} 0 90일`",
        "Nothing entered in these days. Try more of them, e.g. `{/score} 0 90d`",
    ),
    "nothing_measured": Sentence(
        "편입 뒤의 가격이 아직 없습니다. 가격은 봇이 켜져 있는 장중에 1·5·30분 뒤와 종가를 적습니다.",
        "No price after an entry is known yet. While the bot runs in market hours it notes the price after 1, 5 and 30 minutes and at the close.",
    ),
    "few": Sentence(
        "⚠️ **가격을 아는 편입이 {count}건뿐입니다. {few}건이 안 되면 우연과 구별되지 않으니 믿지 마세요.**",
        "⚠️ **Only {count} {count:entry has|entries have} prices. Below {few} this is no better than chance: do not rely on it.**",
    ),
    "few_marked": Sentence(
        "* {few}건이 안 되어 우연과 구별되지 않습니다.",
        "* fewer than {few}: no better than chance.",
    ),
    "hit_rate": Sentence("적중", "hits"),
    "median": Sentence("중앙값", "median"),
    "mean": Sentence("평균", "mean"),
    "known": Sentence("건수", "count"),
    "best": Sentence("최고 {rate} ({mark}) {stock} {at}", "Best {rate} ({mark}) {stock} {at}"),
    "worst": Sentence("최저 {rate} ({mark}) {stock} {at}", "Worst {rate} ({mark}) {stock} {at}"),
    "best_hour": Sentence(
        "가장 좋은 시간 {hour}시대: {mark} 중앙값 {rate} ({count}건)",
        "Best hour {hour}:00: {mark} median {rate} ({count} {count:entry|entries})",
    ),
    "before_costs": Sentence(
        "적중은 편입 가격보다 오른 비율, 수수료·세금 전입니다.",
        "Hits are those above the price at entry, before fees and taxes.",
    ),
    "ranking": Sentence("**조건식 성적**", "**Scores of the conditions**"),
    "ranked_by": Sentence(
        "30분 뒤 중앙값 · 적중 · 편입 건수 (중앙값이 높은 순)",
        "median after 30 min · hits · entries (best median first)",
    ),
    "no_ranking": Sentence(
        "{days}: 성적을 낼 편입이 없습니다. 조건식을 {/subscribe} 로 구독하면 쌓입니다.",
        "{days}: no entries to score. They gather once a condition is followed with {/subscribe}.",
    ),
    "summary": Sentence("📅 **하루 요약** {day}", "📅 **Summary of the day** {day}"),
    "quiet_day": Sentence(
        "드나든 종목이 없었습니다. 다른 날은 `{/summary} 어제` 처럼 볼 수 있습니다.",
        "Nothing entered or left. For another day: `{/summary} yesterday`",
    ),
    "by_hour": Sentence("시간대별 편입", "Entries by hour"),
    "hour": Sentence("{hour}시 {count}", "{hour}h {count}"),
    "hour_short": Sentence("{hour}시", "{hour}h"),
    "spread": Sentence(
        "{mark} 수익률 ({count}건)", "Returns, {mark} ({count} {count:entry|entries})"
    ),
    "medians_by_hour": Sentence("시간대별 중앙값 ({mark})", "Median by hour ({mark})"),
    "faint": Sentence(" · 흐림: {few}건 미만", " · pale: fewer than {few}"),
    "few_note": Sentence(
        "가격을 아는 편입 {count}건: {few}건 미만은 우연과 구별되지 않습니다.",
        "{count} {count:entry|entries} with prices: below {few} this is no better than chance.",
    ),
    "summary_title": Sentence("하루 요약", "Summary of the day"),
    "others": Sentence("그 밖", "others"),
    "picture_score": Sentence("{name} 성적 그림", "The scores of {name} as a picture"),
    "picture_day": Sentence("{day} 시간대별 편입 그림", "The entries of {day} by hour"),
    "often": Sentence("자주 편입", "Most often"),
}

ERRORS = {
    "past_unknown": Sentence(
        "‘{said}’: 그런 조건식이나 종목이 없습니다. 조건식 번호나 이름, 종목 이름이나 코드로 말해 주세요.",
        "‘{said}’ is no condition and no stock. Name a condition by number or name, a stock by name or code.",
    ),
    "past_date": Sentence(
        "‘{said}’ 날짜를 알 수 없습니다. 오늘, 어제, 11/20, 2026-11-20, 11/1~11/20, 최근 7일 처럼 말해 주세요.",
        "‘{said}’ is no date. Say today, yesterday, 11/20, 2026-11-20, 11/1~11/20 or last 7 days.",
    ),
    "past_format": Sentence(
        "‘{said}’ 형식으로는 내보낼 수 없습니다. csv, xlsx(엑셀), json 가운데 하나로 적어 주세요.",
        "There is no ‘{said}’ format. Name csv, xlsx or json.",
    ),
    "score_of_stock": Sentence(
        "{/score} 는 조건식의 성적입니다. {name} 종목이 드나든 때와 그 뒤의 가격: `{/history} {name}`",
        "{/score} is of a condition. What {name} did after its entries: `{/history} {name}`",
    ),
    "past_ahead": Sentence(
        "{said}: 아직 오지 않은 날입니다. 오늘이나 지난 날을 말해 주세요. 예: 오늘, 어제, 11/20",
        "{said} is still to come. Name today or a day before, e.g. today, yesterday, 11/20",
    ),
    "past_one_day": Sentence(
        "‘{said}’: 하루만 말해 주세요. 예: 오늘, 어제, 11/20, 2026-11-20",
        "‘{said}’: name one day, e.g. today, yesterday, 11/20, 2026-11-20",
    ),
}

BUTTONS = {
    "score": Sentence("성적", "Score"),
    "score_all": Sentence("모두의 성적", "All scores"),
}

COMMANDS = {
    "history": Sentence(
        "지난 편입·이탈과 그 뒤의 가격을 봅니다", "What entered and left, and the prices after it"
    ),
    "export": Sentence(
        "기록을 CSV, 엑셀, JSON 파일로 받습니다", "History as a CSV, XLSX or JSON file"
    ),
    "score": Sentence(
        "조건식이 편입시킨 종목이 올랐는지 봅니다", "Whether a condition's entries went up"
    ),
    "summary": Sentence("하루 동안 드나든 것을 봅니다", "What entered and left on a day"),
}

ARGUMENTS = {
    "history": Sentence("[조건식|종목] [기간] [쪽]", "[condition|stock] [days] [page]"),
    "export": Sentence(
        "[조건식|종목] [기간] [csv|xlsx|json]", "[condition|stock] [days] [csv|xlsx|json]"
    ),
    "score": Sentence("[조건식] [기간]", "[condition] [days]"),
    "summary": Sentence("[날짜]", "[day]"),
}

_DAYS = (
    "기간: 오늘, 어제, 월요일, 11/20, 26.11.20, 11/1~11/20, 최근 7일, 이번주, 지난달, 올해, 전체",
    "Days: today, yesterday, monday, 11/20, 2026-11-20, 11/1~11/20, last 7 days, last week, this year, all",
)

HELP = {
    "history": Sentence(
        f"{_DAYS[0]}\n편입 아래 줄은 1·5·30분 뒤와 종가의 수익률입니다. `?` 는 봇이 꺼져 있어 모르는 가격입니다.",
        f"{_DAYS[1]}\nThe line below an entry is its return after 1, 5, 30 minutes and at the close; `?`: the bot was away.",
    ),
    "export": Sentence(
        f"{_DAYS[0]}\n기간을 말하지 않으면 최근 30일, 형식을 말하지 않으면 엑셀에서 바로 열리는 CSV입니다.",
        f"{_DAYS[1]}\nWithout days the last 30 are meant, without a format CSV that Excel opens.",
    ),
    "score": Sentence(
        f"{_DAYS[0]}\n조건식을 말하지 않으면 모두의 순위입니다. 기간을 말하지 않으면 최근 30일입니다.",
        f"{_DAYS[1]}\nWithout a condition all are ranked; without days the last 30 are meant.",
    ),
    "summary": Sentence(
        "날짜: 오늘, 어제, 3일전, 11/20, 2026-11-20", "Day: today, yesterday, 11/20, 2026-11-20"
    ),
}

JOBS = {
    "pricing": Sentence("드나들 때의 가격 적기", "noting the prices at entries and exits"),
    "followups": Sentence("편입 뒤 가격 적기", "noting the prices after entries"),
}

"""The sentences of the pages: stocks, subscriptions, history, scores, status, settings."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

BOARD = {
    "not_ready": Sentence(
        "봇이 시작하는 중입니다. 잠시 뒤 새로 고쳐 주세요.",
        "The bot is starting. Reload the page in a moment.",
    ),
    "no_form": Sentence(
        "보낸 내용을 읽지 못했습니다. 화면을 새로 고친 뒤 다시 해 주세요.",
        "What was sent could not be read. Reload the page and try again.",
    ),
    "no_deed": Sentence("그런 동작은 없습니다.", "There is no such action."),
    "loading": Sentence("불러오는 중…", "Loading…"),
    "close": Sentence("닫기", "Close"),
    # --- stocks
    "stock_search": Sentence("종목 찾기", "Find a stock"),
    "stock_search_hint": Sentence(
        "이름, 초성, 종목코드 (삼성전자, ㅅㅅㅈㅈ, 005930)",
        "Name or code, such as 005930",
    ),
    "search": Sentence("찾기", "Search"),
    "stock_none": Sentence(
        "‘{said}’에 맞는 종목이 없습니다. 이름 앞부분이나 여섯 자리 코드로 찾아 주세요.",
        "No stock fits ‘{said}’. Try the beginning of its name, or its code of six characters.",
    ),
    "stock_lately": Sentence("최근에 드나든 종목", "Stocks that came and went lately"),
    "stock_lately_none": Sentence(
        "아직 편입·이탈이 없습니다. 위에서 종목을 찾아 보세요.",
        "Nothing has entered or left yet. Search for a stock above.",
    ),
    "limit_up": Sentence("상한가", "upper limit"),
    "limit_down": Sentence("하한가", "lower limit"),
    "won": Sentence("원", "won"),
    "row_open": Sentence("시가", "Open"),
    "row_high": Sentence("고가", "High"),
    "row_low": Sentence("저가", "Low"),
    "row_base": Sentence("기준가", "Base price"),
    "row_volume": Sentence("거래량(주)", "Volume (shares)"),
    "row_value": Sentence("거래대금(원)", "Value (won)"),
    "row_upper": Sentence("상한가", "Upper limit"),
    "row_lower": Sentence("하한가", "Lower limit"),
    "row_cap": Sentence("시가총액(원)", "Market cap (won)"),
    "row_per": Sentence("PER", "PER"),
    "row_pbr": Sentence("PBR", "PBR"),
    "year_label": Sentence(
        "52주 최저 {low}원, 최고 {high}원, 지금 {percent}% 자리",
        "52 weeks: low {low}, high {high} won; now at {percent}% between",
    ),
    "order_book": Sentence("호가", "Order book"),
    "ask_price": Sentence("매도", "Ask"),
    "bid_price": Sentence("매수", "Bid"),
    "quantity": Sentence("잔량", "Quantity"),
    "price": Sentence("가격", "Price"),
    "inside": Sentence("편입 중인 조건식", "Inside these conditions"),
    "inside_none": Sentence(
        "지금 감시 중인 조건식에는 들어 있지 않습니다.",
        "Inside none of the conditions that are watched now.",
    ),
    "last_known": Sentence("마지막으로 본 값입니다.", "These are the last known figures."),
    "chart": Sentence("차트", "Chart"),
    "chart_of": Sentence("{name} 봉차트", "Candle chart of {name}"),
    "intervals": Sentence("봉 간격", "Interval"),
    "chart_none": Sentence("그릴 봉이 없습니다.", "There are no candles to draw."),
    "chart_failed": Sentence(
        "차트를 불러오지 못했습니다. 잠시 뒤 다시 시도합니다.",
        "The chart could not be loaded. It is tried again in a moment.",
    ),
    "marks": Sentence("차트에 표시된 편입·이탈", "Entries and exits on the chart"),
    "marks_none": Sentence(
        "이 기간에는 편입·이탈이 없습니다.", "Nothing entered or left in this time."
    ),
    "entry": Sentence("편입", "Entry"),
    "exit": Sentence("이탈", "Exit"),
    "unknown_condition": Sentence("조건 미확인", "unknown condition"),
    "ohlc": Sentence("시|고|저|종|거래량", "O|H|L|C|Vol"),
    # --- subscriptions
    "subscribe_new": Sentence("새 구독", "New subscription"),
    "no_subscriptions": Sentence(
        "아직 구독이 없습니다. ‘새 구독’을 눌러 조건식을 고르면 편입·이탈을 알려 드립니다.",
        "Nothing is followed yet. Press ‘New subscription’ and choose a condition to be told of.",
    ),
    "this_page": Sentence("이 웹 페이지", "this web page"),
    "change": Sentence("바꾸기", "Change"),
    "pause": Sentence("멈추기", "Pause"),
    "resume": Sentence("다시 받기", "Resume"),
    "end": Sentence("해지", "End"),
    "end_sure": Sentence(
        "‘{name}’ 구독을 해지할까요? 설정도 함께 지워집니다.",
        "End the subscription of ‘{name}’? Its options go with it.",
    ),
    "condition": Sentence("조건식", "Condition"),
    "place": Sentence("받을 곳", "Where to"),
    "save": Sentence("저장", "Save"),
    "begin": Sentence("구독하기", "Subscribe"),
    "cancel": Sentence("취소", "Cancel"),
    "begun": Sentence(
        "**{name}** 구독을 시작했습니다 · {place}", "**{name}** is followed now · {place}"
    ),
    "begun_already": Sentence(
        "**{name}** 조건식은 이미 구독 중이라 설정만 바꿨습니다 · {place}",
        "**{name}** was followed already; its options were changed · {place}",
    ),
    "changed": Sentence("**{name}** 설정을 저장했습니다.", "**{name}**: the options are saved."),
    "done_pause": Sentence(
        "**{name}** 알림을 멈췄습니다. ‘다시 받기’를 누를 때까지 오지 않습니다.",
        "**{name}** is paused until you press ‘Resume’.",
    ),
    "done_resume": Sentence("**{name}** 알림을 다시 받습니다.", "**{name}** is told again."),
    "done_unsubscribe": Sentence("**{name}** 구독을 해지했습니다.", "**{name}** is ended."),
    "no_subscription": Sentence(
        "그런 구독이 없습니다. 목록을 새로 고쳐 주세요.",
        "There is no such subscription of yours. Reload the list.",
    ),
    "no_condition": Sentence(
        "그런 조건식이 없습니다. 목록에서 골라 주세요.",
        "There is no such condition. Choose one from the list.",
    ),
    "no_conditions": Sentence(
        "키움에서 조건식 목록을 아직 받지 못했습니다. 접속되면 다시 해 주세요.",
        "Kiwoom has not listed the conditions yet. Try again once the session is up.",
    ),
    "no_place": Sentence(
        "그곳으로는 보낼 수 없습니다. 목록에서 골라 주세요.",
        "Nothing can be sent there. Choose a place from the list.",
    ),
    # --- history
    "all_conditions": Sentence("모든 조건식", "All conditions"),
    "stock": Sentence("종목", "Stock"),
    "stock_hint": Sentence("이름이나 코드", "Name or code"),
    "first_day": Sentence("첫날", "From"),
    "last_day": Sentence("끝날", "To"),
    "show": Sentence("보기", "Show"),
    "clear": Sentence("지우기", "Clear"),
    "count": Sentence("{count}건", "{count} {count:event|events}"),
    "history_none": Sentence(
        "맞는 기록이 없습니다. 기간을 넓히거나 조건을 지워 보세요.",
        "No event fits. Widen the days or clear the filters.",
    ),
    "download": Sentence("파일로 받기", "Download"),
    "newer": Sentence("← 최근", "← Newer"),
    "older": Sentence("이전 →", "Older →"),
    "page_of": Sentence("{page} / {pages}쪽", "Page {page} of {pages}"),
    "missed": Sentence("놓친 동안", "while away"),
    "wrong_date": Sentence(
        "날짜를 읽지 못했습니다. 2026-11-23처럼 써 주세요.",
        "That is no date. Write it like 2026-11-23.",
    ),
    "export_nothing": Sentence(
        "그 기간에는 파일로 받을 기록이 없습니다.", "There is nothing to download for these days."
    ),
    "export_too_much": Sentence(
        "기록이 {count}건이라 한 파일에 담지 못합니다. {most}건 아래가 되도록 기간을 줄여 주세요.",
        "{count} events are too many for one file. Choose fewer days, for {most} at most.",
    ),
    "export_busy": Sentence(
        "다른 파일을 만들고 있습니다. 잠시 뒤 다시 눌러 주세요.",
        "Other files are being made. Press again in a moment.",
    ),
    "back": Sentence("돌아가기", "Back"),
    # --- replay
    "replay": Sentence("하루 다시 보기", "Replay a day"),
    "replay_of": Sentence("{day} 다시 보기", "Replay of {day}"),
    "day": Sentence("날짜", "Day"),
    "day_before": Sentence("전날", "Day before"),
    "day_after": Sentence("다음 날", "Day after"),
    "play": Sentence("재생", "Play"),
    "stop": Sentence("멈춤", "Pause"),
    "speed": Sentence("빠르기", "Speed"),
    "times": Sentence("{count}배", "{count}×"),
    "time_line": Sentence("시각", "Time"),
    "replay_none": Sentence(
        "이날은 편입·이탈 기록이 없습니다. 다른 날을 골라 주세요.",
        "Nothing entered or left on this day. Choose another one.",
    ),
    "replay_more": Sentence(
        "기록이 많아 이날의 처음 {count}건만 보여 드립니다.",
        "There is more than fits; only the first {count} of the day are shown.",
    ),
    "replay_failed": Sentence(
        "기록을 불러오지 못했습니다. 새로 고쳐 주세요.",
        "The events could not be loaded. Reload the page.",
    ),
    "now_inside": Sentence("지금 {count}종목", "{count} inside"),
    "so_far": Sentence("편입 {entries} · 이탈 {exits}", "entries {entries} · exits {exits}"),
    "nobody_inside": Sentence("아직 없음", "none so far"),
    "inside_note": Sentence(
        "이날 새로 편입된 종목만 보여 드립니다.", "Only stocks that entered on this day are shown."
    ),
    # --- scores
    "days": Sentence("{count}일", "{count} {count:day|days}"),
    "period": Sentence("기간", "Period"),
    "scores_none": Sentence(
        "이 기간에는 아직 편입이 없어 성적을 낼 수 없습니다. 조건식을 구독해 두면 쌓입니다.",
        "No entries in this time, so there is nothing to score. Follow a condition and they gather.",
    ),
    "rank_median": Sentence("30분 뒤 중앙값", "Median after 30 min"),
    "rank_hits": Sentence("오른 비율", "Rose"),
    "rank_entries": Sentence("편입", "Entries"),
    "few": Sentence(
        "* 편입이 {few}건보다 적은 조건식의 숫자는 우연과 다를 바 없으니 믿지 마세요.",
        "* Figures from fewer than {few} entries are hardly more than chance: do not rely on them.",
    ),
    "few_short": Sentence("표본 적음", "too few"),
    "before_costs": Sentence(
        "수수료와 세금을 빼기 전이고, 지난 성적이 앞날을 말해 주지는 않습니다.",
        "Before fees and taxes; and what was so far says nothing of what will be.",
    ),
    "picture_of": Sentence("{name} 성적표 그림", "Scorecard of {name}"),
    "in_words": Sentence("글로 보기", "In words"),
    "no_card": Sentence(
        "이 조건식은 아직 그릴 성적이 없습니다.", "This condition has no figures to draw yet."
    ),
    "no_picture": Sentence(
        "그림을 그리지 못했습니다. 잠시 뒤 새로 고쳐 주세요.",
        "The picture could not be drawn. Reload in a moment.",
    ),
    # --- status
    "light_well": Sentence("모두 정상입니다", "All is well"),
    "light_unsure": Sentence("지켜볼 것이 있습니다", "Something wants watching"),
    "light_bad": Sentence("손봐야 할 것이 있습니다", "Something needs you"),
    "as_of": Sentence("{time} 기준 · 저절로 새로 고칩니다", "As of {time} · refreshes itself"),
    "takeover": Sentence("다시 접속", "Log in again"),
    "taking_over": Sentence(
        "다시 접속하고 있습니다. 같은 앱키를 쓰는 다른 프로그램은 접속이 끊깁니다.",
        "Logging in again. Another program with the same app key loses its session.",
    ),
    # --- settings
    "doctor": Sentence("진단", "Findings"),
    "doctor_looks": Sentence(
        "하나씩 확인하고 있습니다. 몇 초 걸립니다…",
        "Looking at one after the other, a few seconds…",
    ),
    "doctor_slow": Sentence(
        "진단이 제때 끝나지 않았습니다. 인터넷 연결을 확인한 뒤 다시 눌러 주세요.",
        "It took too long. Check the internet connection and press again.",
    ),
    "no_doctor": Sentence(
        "여기서는 진단할 수 없습니다. 터미널에서 kiwoom-bot check 를 실행해 주세요.",
        "It cannot be looked at from here. Run kiwoom-bot check at a terminal.",
    ),
    "look_again": Sentence("다시 진단", "Look again"),
    "known_settings": Sentence("들어 있는 설정", "Settings"),
    "reload": Sentence("설정 다시 읽기", "Read again"),
    "reload_note": Sentence(
        ".env를 고친 뒤 누르세요. 바로 바뀌는 것과 다시 시작해야 하는 것을 알려 드립니다.",
        "Press after editing .env. You are told what changed at once and what needs a restart.",
    ),
    "not_reloaded": Sentence(
        "설정이 잘못되어 아무것도 바꾸지 않았습니다: {reason}",
        "The settings are wrong, so nothing was changed: {reason}",
    ),
    "is_set": Sentence("설정됨", "set"),
    "not_set": Sentence("없음", "not set"),
    "mark_well": Sentence("정상", "well"),
    "mark_bad": Sentence("문제", "wrong"),
    "mark_unsure": Sentence("확인", "doubtful"),
    "mark_absent": Sentence("안 씀", "not used"),
}

"""The sentences of following: options, silence, what was held back, and their buttons."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

ERRORS = {
    "topic_refused": Sentence(
        "이 대화에는 따로 받을 곳을 만들 수 없습니다: {reason}",
        "A place of its own cannot be made in this chat: {reason}",
    ),
    "option_unknown": Sentence(
        "‘{said}’ 옵션은 없습니다. 편입만, 등락률>3, 가격 1000-50000, 코스닥, 쉬기 10분, 조용히처럼 적어 주세요.",
        "There is no option ‘{said}’. Say, for example, entries, rate>3, price 1000-50000, kosdaq, cooldown 10m, silent.",
    ),
    "option_nearest": Sentence(
        "‘{said}’ 옵션은 없습니다. 혹시 ‘{nearest}’인가요?",
        "There is no option ‘{said}’. Did you mean ‘{nearest}’?",
    ),
    "option_kinds": Sentence(
        "편입만과 이탈만은 함께 쓸 수 없습니다. 둘 다 받으려면 모두라고 적거나, 새로 구독할 때는 빼면 됩니다.",
        "Entries only and exits only exclude each other. For both, say both, or neither where you subscribe anew.",
    ),
    "option_price": Sentence(
        "‘{said}’ 가격을 알 수 없습니다. 가격 1000-50000, 가격>=1만, 가격 전체처럼 적어 주세요.",
        "‘{said}’ is no price. Say price 1000-50000, price>=10k or price any.",
    ),
    "option_rate": Sentence(
        "‘{said}’ 등락률을 알 수 없습니다. 등락률>3, 등락률 -5~5, 등락률 전체처럼 적어 주세요.",
        "‘{said}’ is no change rate. Say rate>3, rate -5~5 or rate any.",
    ),
    "option_volume": Sentence(
        "‘{said}’ 거래량을 알 수 없습니다. 거래량>100만, 거래량 전체처럼 적어 주세요.",
        "‘{said}’ is no volume. Say volume>1m or volume any.",
    ),
    "option_value": Sentence(
        "‘{said}’ 거래대금을 알 수 없습니다. 거래대금>50억, 거래대금 전체처럼 단위를 붙여 적어 주세요.",
        "‘{said}’ is no trading value. Say value>5b or value any, with its unit.",
    ),
    "option_empty": Sentence(
        "‘{said}’ 범위에 드는 값이 없습니다. 작은 값부터 등락률 3-10처럼 적어 주세요.",
        "Nothing lies within ‘{said}’. Say the smaller one first, as in rate 3-10.",
    ),
    "option_name": Sentence(
        "이름에 들어갈 말을 이름=삼성처럼 적어 주세요(서른 자까지). 지우려면 이름 전체라고 적으면 됩니다.",
        "Say a part of the stock's name, as in name=samsung (thirty letters at most), or name any to drop it.",
    ),
    "option_market": Sentence(
        "‘{said}’ 시장은 없습니다. 코스피, 코스닥, etf 또는 시장 전체라고 적어 주세요.",
        "There is no market ‘{said}’. Say kospi, kosdaq, etf or market any.",
    ),
    "option_cooldown": Sentence(
        "‘{said}’ 시간을 알 수 없습니다. 쉬기 10분이나 쉬기 끔처럼 적어 주세요(1분에서 24시간).",
        "‘{said}’ is no time. Say cooldown 10m or cooldown off (1 minute to 24 hours).",
    ),
    "option_digest": Sentence(
        "‘{said}’ 시간을 알 수 없습니다. 모아 10분이나 모아 끔처럼 적어 주세요(1분에서 24시간).",
        "‘{said}’ is no time. Say digest 10m or digest off (1 minute to 24 hours).",
    ),
    "option_fold": Sentence(
        "‘{said}’ 시간을 알 수 없습니다. 접기 10분, 접기 끔, 접기 기본처럼 적어 주세요(1분에서 24시간).",
        "‘{said}’ is no time. Say fold 10m, fold off or fold default (1 minute to 24 hours).",
    ),
    "mute_what": Sentence(
        "‘{said}’ 조건식도 종목도 찾지 못했습니다. 음소거 30분, 음소거 0 장마감, 음소거 삼성전자 내일처럼 적어 주세요.",
        "‘{said}’ is neither a condition nor a stock. Say, for example, mute 30m, mute 0 close, mute 005930 tomorrow.",
    ),
    "unmute_what": Sentence(
        "‘{said}’ 조건식도 종목도 찾지 못했습니다. 음소거해제 0, 음소거해제 삼성전자처럼 적거나 음소거해제만 보내 모두 끝내 주세요.",
        "‘{said}’ is neither a condition nor a stock. Say, for example, unmute 0 or unmute 005930, or unmute alone for all.",
    ),
    "mute_time": Sentence(
        "‘{said}’ 시간을 알 수 없습니다. 30분, 2시간, 3일, 15:00, 장마감, 내일처럼 적어 주세요(길어도 7일).",
        "‘{said}’ is no time. Say 30m, 2h, 3d, 15:00, close or tomorrow (7 days at most).",
    ),
    "mute_no_close": Sentence(
        "오늘은 남은 장이 없습니다. 30분이나 내일처럼 적어 주세요.",
        "The market does not close again today. Say 30m or tomorrow instead.",
    ),
    "quiet_hours": Sentence(
        "‘{said}’ 시간을 알 수 없습니다. 22:00-08:00처럼 적거나, 없애려면 끔이라고 적어 주세요.",
        "‘{said}’ are no hours. Say 22:00-08:00, or off to end them.",
    ),
    "daily_switch": Sentence(
        "‘{said}’ 대신 켬이나 끔이라고 적어 주세요.", "Say on or off instead of ‘{said}’."
    ),
}

ALERTS = {
    "unfiltered": Sentence("{filters} 필터 미적용", "not filtered by {filters}"),
    "unsifted": Sentence(
        "⚠️ {count}종목은 값을 몰라 {filters} 필터 미적용",
        "⚠️ Not known, so not filtered by {filters}: {count} {count:stock|stocks}",
    ),
    "turns": Sentence("편입↔이탈 {count}회", "IN↔OUT {count}×"),
    "to_and_fro": Sentence("편입↔이탈", "IN↔OUT"),
    "now": Sentence("지금 {kind}", "now {kind}"),
    "diverted": Sentence(
        "↪ {channel} 전송이 막혀 이곳으로 보냅니다", "↪ {channel} is held up, so it comes here"
    ),
}

SUMMARY = {
    "muted": Sentence("🔕 음소거 동안", "🔕 While muted:"),
    "quiet": Sentence("🌙 방해 금지 동안", "🌙 In quiet hours:"),
    "digest": Sentence("🗂 모아 보기", "🗂 Digest:"),
    "cooldown": Sentence("⏳ 쉬는 동안", "⏳ While cooling down:"),
    "folded": Sentence("↔ 접힌 알림", "↔ Folded:"),
    "diverted": Sentence("↪ 다른 곳으로 보낸 알림", "↪ Told elsewhere:"),
    "total": Sentence("알림 {count}건", "{count} {count:alert|alerts}"),
    "more_stocks": Sentence("외 {count}종목", "and {count} more stocks"),
    "more_alerts": Sentence(
        "그 밖에 알림 {count}건은 여기 적지 못했습니다",
        "{count} further alerts are not listed here",
    ),
    "more_conditions": Sentence("· 외 조건식 {count}개", "· and {count} more conditions"),
}

PLACES = {
    "topic": Sentence("주제 {topic}", "topic {topic}"),
    "thread": Sentence("스레드", "thread"),
    "chat": Sentence("이 대화", "this chat"),
    "telegram_group": Sentence("텔레그램 그룹({about})", "Telegram group ({about})"),
    "slack_channel": Sentence("슬랙 채널({about})", "Slack channel ({about})"),
    "slack_private": Sentence("슬랙 1:1", "Slack (private)"),
}

OPTIONS = {
    "entry": Sentence("편입만", "entries only"),
    "exit": Sentence("이탈만", "exits only"),
    "both": Sentence("편입·이탈 모두", "entries and exits"),
    "price": Sentence("가격", "price"),
    "rate": Sentence("등락률", "change"),
    "volume": Sentence("거래량", "volume"),
    "value": Sentence("거래대금", "value"),
    "at_least": Sentence("{what} {amount} 이상", "{what} at least {amount}"),
    "at_most": Sentence("{what} {amount} 이하", "{what} at most {amount}"),
    "between": Sentence("{what} {amount}", "{what} {amount}"),
    "won": Sentence("{amount}원", "₩{amount}"),
    "shares": Sentence("{amount}주", "{amount}"),
    "percent": Sentence("{amount}%", "{amount}%"),
    "market_KOSPI": Sentence("코스피", "KOSPI"),
    "market_KOSDAQ": Sentence("코스닥", "KOSDAQ"),
    "market_ETF": Sentence("ETF", "ETF"),
    "name": Sentence("이름 ‘{name}’", "name ‘{name}’"),
    "silent": Sentence("소리 없이", "silent"),
    "cooldown": Sentence("종목별 {length} 쉬기", "cooldown {length}"),
    "digest": Sentence("{length}마다 모아서", "digest every {length}"),
    "fold": Sentence("접기 {length}", "fold {length}"),
    "fold_off": Sentence("접지 않음", "never folded"),
    "title": Sentence("**{name}** 알림 설정", "**{name}** · how it is told"),
    "changed": Sentence("**{name}** 설정을 바꿨습니다.", "**{name}** is told differently now."),
    "same": Sentence("**{name}** 설정은 이미 그렇습니다.", "**{name}** is told that way already."),
    "line_kinds": Sentence("받는 것: {value}", "Events: {value}"),
    "line_filters": Sentence("필터: {value}", "Filters: {value}"),
    "no_filters": Sentence("없음", "none"),
    "line_sound": Sentence("소리: {value}", "Sound: {value}"),
    "line_digest": Sentence("모아 받기: {value}", "Digest: {value}"),
    "line_fold": Sentence("접기: {value}", "Folding: {value}"),
    "line_cooldown": Sentence("종목별 쉬기: {value}", "Cooldown per stock: {value}"),
    "line_place": Sentence("받는 곳: {value}", "Told in: {value}"),
    "every": Sentence("{length}마다", "every {length}"),
    "within": Sentence("{length} 안에 되풀이되면", "when repeated within {length}"),
    "on": Sentence("켬", "on"),
    "off": Sentence("끔", "off"),
    "hint": Sentence(
        "필터는 글로 정합니다. 예: `{example}`", "Filters are set in words: `{example}`"
    ),
    "example": Sentence("등락률>3 가격 1000-50000 코스닥", "rate>3 price 1000-50000 kosdaq"),
    "moved_out": Sentence(
        "이제 알림이 {place}에 따로 모입니다.",
        "Its alerts now go to a place of their own ({place}).",
    ),
    "moved_back": Sentence("이제 알림이 이 대화로 옵니다.", "Its alerts now come to this chat."),
    "told_so": Sentence("옵션: {value}", "Options: {value}"),
    "paused_by_hand": Sentence("⏸ 멈춤", "⏸ paused"),
}

_OPTIONS_HELP = Sentence(
    "**옵션** (조건식 뒤에 이어서, 여럿도 됩니다)\n"
    "받는 것: `편입만` `이탈만` `모두`\n"
    "등락률: `등락률>3` `등락률 -5~5`\n"
    "가격: `가격 1000-50000` `가격<1만`\n"
    "거래량: `거래량>100만`\n"
    "거래대금: `거래대금>50억`\n"
    "시장: `코스피` `코스닥` `etf`\n"
    "이름에 든 말: `이름=삼성`\n"
    "같은 종목 쉬기: `쉬기 10분` `쉬기 끔`\n"
    "모아 받기: `모아 10분` `모아 끔`\n"
    "되풀이 접기: `접기 5분` `접기 끔` `접기 기본`\n"
    "소리: `조용히` `소리`\n"
    "따로 받기: `주제`(텔레그램 그룹) `스레드`(슬랙) `여기`\n"
    "다른 곳으로 받기: 받는곳 me@example.org(메일), 받는곳 이름(NOTIFY_URLS)\n"
    "필터 없애기: `가격 전체` `필터지우기`",
    "**Options** (after the condition, as many as wanted)\n"
    "Events: `entries` `exits` `both`\n"
    "Change rate: `rate>3` `rate -5~5`\n"
    "Price: `price 1000-50000` `price<10k`\n"
    "Volume: `volume>1m`\n"
    "Trading value: `value>5b`\n"
    "Market: `kospi` `kosdaq` `etf`\n"
    "A part of the name: `name=samsung`\n"
    "Cooldown of a stock: `cooldown 10m` `cooldown off`\n"
    "Digest: `digest 10m` `digest off`\n"
    "Folding of to and fro: `fold 5m` `fold off` `fold default`\n"
    "Sound: `silent` `loud`\n"
    "A place of its own: `topic` (Telegram groups) `thread` (Slack) `here`\n"
    "Elsewhere: to me@example.org (mail), to a name of NOTIFY_URLS\n"
    "Dropping filters: `price any` `nofilter`",
)

HELP = {
    "subscribe": _OPTIONS_HELP,
    "options": _OPTIONS_HELP,
    "mute": Sentence(
        "언제까지: `30분` `1시간` `장마감` `내일`\n무엇을: 조건식이나 종목, 없으면 모든 알림\n그동안의 알림은 끝나면 한 번에 모아 보내 드립니다.",
        "Until when: `30m` `1h` `close` `tomorrow`\nWhat: a condition or a stock; every alert where none is named\nWhat comes meanwhile is summed up in one message afterwards.",
    ),
    "quiet": Sentence(
        "매일 이 시간에는 알림을 보내지 않고, 끝나면 한 번에 모아 보내 드립니다. 없애기: `끔`",
        "No alert in these hours of each day; what comes meanwhile is summed up afterwards. To end them: `off`",
    ),
}

ANSWERS = {
    "subscribed_changed": Sentence(
        "**{name}** 조건식은 이미 구독 중이라 설정만 바꿨습니다.",
        "**{name}** is already subscribed; its options are changed.",
    ),
    "told_watched": Sentence("실시간으로 지켜봅니다.", "It is watched in real time."),
    "paused_now": Sentence(
        "⏸ **{name}** 알림을 멈췄습니다. 다시 받을 때까지 오지 않고, 그동안의 것은 모으지 않습니다.",
        "⏸ **{name}** is paused. Nothing comes until it is resumed, and nothing is gathered meanwhile.",
    ),
    "dropped": Sentence(
        "모아 두었거나 기다리던 알림 {count}건은 보내지 않습니다. `{/history}`에서 볼 수 있습니다.",
        "{count} {count:alert|alerts} that waited or were held back will not be sent; `{/history}` shows what happened.",
    ),
    "woken": Sentence("▶️ **{name}** 알림을 다시 보냅니다.", "▶️ **{name}** is told again."),
    "choose_options": Sentence(
        "어느 구독의 설정을 바꿀까요?", "Which subscription do you want to change?"
    ),
    "choose_pause": Sentence("어느 구독을 멈출까요?", "Which subscription do you want to pause?"),
    "choose_resume": Sentence(
        "어느 구독을 다시 받을까요?", "Which subscription do you want to resume?"
    ),
    "nothing_paused": Sentence("멈춘 구독이 없습니다.", "No subscription is paused."),
    "choose_place": Sentence(
        "‘{name}’ 조건식은 여러 곳에서 받고 있습니다. 어느 것인가요?",
        "‘{name}’ is told in several places. Which one do you mean?",
    ),
    "muted": Sentence(
        "🔕 **{what}** · {until}까지 음소거했습니다.\n그동안의 알림은 끝나면 모아서 보내 드립니다.",
        "🔕 **{what}** is muted until {until}.\nWhat comes meanwhile is summed up in one message afterwards.",
    ),
    "mute_how_long": Sentence("**{what}** · 언제까지 음소거할까요?", "Mute **{what}** until when?"),
    "mute_which": Sentence(
        "‘{said}’에 맞는 것이 여럿입니다. 어느 것을 음소거할까요?",
        "‘{said}’ can mean several. Which one do you want to mute?",
    ),
    "mutes": Sentence("**🔕 음소거 중**", "**🔕 Muted**"),
    "mute_line": Sentence("{what} · {until}까지", "{what} · until {until}"),
    "no_mutes": Sentence(
        "음소거한 것이 없습니다. 모든 알림을 음소거하려면 아래에서 고르세요.",
        "Nothing is muted. To mute every alert, choose until when.",
    ),
    "mute_everything": Sentence(
        "모든 알림을 음소거하려면 아래에서 고르세요.", "To mute every alert, choose until when."
    ),
    "everything": Sentence("모든 알림", "everything"),
    "unmuted": Sentence(
        "🔔 음소거를 끝냈습니다. 그동안 온 것이 있으면 모아서 곧 보내 드립니다.",
        "🔔 No longer muted. If anything came meanwhile, it is summed up in a moment.",
    ),
    "not_muted": Sentence("음소거한 것이 없었습니다.", "It was not muted."),
    "unmuted_one": Sentence(
        "🔔 그 음소거는 끝냈습니다. 아직 음소거 중인 것:",
        "🔔 That mute is over. Still muted:",
    ),
    "not_muted_one": Sentence(
        "그것만 따로 음소거하지는 않았습니다. 지금 음소거 중인 것:",
        "That alone was not muted. Muted now:",
    ),
    "quiet_set": Sentence(
        "🌙 매일 {hours}에는 알림을 보내지 않고, 끝나면 한 번에 모아 보내 드립니다.",
        "🌙 No alert between {hours} each day; what comes meanwhile is summed up afterwards.",
    ),
    "quiet_off": Sentence(
        "방해 금지 시간을 없앴습니다. 알림이 언제나 옵니다.",
        "No quiet hours any more: alerts come at any time.",
    ),
    "quiet_is": Sentence("🌙 방해 금지 시간은 매일 {hours}입니다.", "🌙 Quiet hours: {hours}."),
    "quiet_none": Sentence(
        "방해 금지 시간이 없습니다. 예: {example}", "There are no quiet hours. Example: {example}"
    ),
    "quiet_line": Sentence("🌙 방해 금지 {hours}", "🌙 quiet {hours}"),
    "daily_on": Sentence(
        "장이 끝나면 하루를 한 번 정리해 보내 드립니다.",
        "Each trading day is summed up once after the close.",
    ),
    "daily_off": Sentence("하루 정리를 보내지 않습니다.", "Days are not summed up."),
}

BUTTONS = {
    "mute_30": Sentence("30분 음소거", "Mute 30 min"),
    "mute_30_condition": Sentence("이 조건식 30분 음소거", "Mute this condition 30 min"),
    "mute_30_all": Sentence("모두 30분 음소거", "Mute all 30 min"),
    "why": Sentence("왜?", "Why?"),
    "minutes": Sentence("{count}분", "{count} min"),
    "until_close": Sentence("장 마감까지", "Until close"),
    "until_tomorrow": Sentence("내일까지", "Tomorrow"),
    "end_mute": Sentence("{what} 음소거 끝", "Unmute {what}"),
    "end_mutes": Sentence("음소거 모두 끝", "Unmute all"),
    "both": Sentence("모두", "Both"),
    "entry": Sentence("편입만", "Entries"),
    "exit": Sentence("이탈만", "Exits"),
    "loud": Sentence("🔔 소리", "🔔 Sound"),
    "silent": Sentence("🔕 소리 없이", "🔕 Silent"),
    "digest_off": Sentence("모아 끔", "Digest –"),
    "fold_off": Sentence("접기 끔", "Fold off"),
    "cooldown_off": Sentence("쉬기 끔", "Rest off"),
    "clear_filters": Sentence("필터 지우기", "No filters"),
    "own_topic": Sentence("주제로 받기", "Own topic"),
    "own_thread": Sentence("스레드로 받기", "Own thread"),
    "main_chat": Sentence("본 대화로 받기", "Main chat"),
    "options": Sentence("바꾸기", "Options"),
    "pause": Sentence("멈춤", "Pause"),
    "resume": Sentence("다시 받기", "Resume"),
    "quiet_off": Sentence("방해 금지 끔", "Quiet off"),
    "on": Sentence("켜기", "Switch on"),
    "off": Sentence("끄기", "Switch off"),
}

COMMANDS = {
    "options": Sentence(
        "구독의 필터와 소리, 모아 받기를 바꿉니다", "Filters, sound and digest of a subscription"
    ),
    "pause": Sentence("구독을 잠시 멈춥니다", "Pause a subscription"),
    "resume": Sentence("멈춘 구독을 다시 받습니다", "Resume a paused subscription"),
    "mute": Sentence(
        "알림을 잠시 음소거합니다", "Silence for a while: all, a condition or a stock"
    ),
    "unmute": Sentence("음소거를 끝냅니다", "End a mute"),
    "quiet": Sentence("매일 방해 금지 시간을 정합니다", "Hours of each day without alerts"),
    "daily": Sentence("장 마감 뒤 하루 정리를 켜고 끕니다", "The summary of each day, on or off"),
}

ARGUMENTS = {
    "options": Sentence("옵션", "options"),
    "mute": Sentence("[시간] [조건식·종목]", "[time] [condition or stock]"),
    "unmute": Sentence("[조건식·종목]", "[condition or stock]"),
    "quiet": Sentence("[시간대]", "[hours]"),
    "daily": Sentence("[켬·끔]", "[on or off]"),
}

REASONS = {
    "paused": Sentence("직접 멈춤", "paused by hand"),
}

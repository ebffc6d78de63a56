"""Every Korean and English sentence, by key; `**bold**` and `code` are marked in them.

`{name}` is filled in after the marks are read, so nothing a person named can format anything, and
`{/help}` is a command as the reader's platform spells it. Notices name only commands that every
platform spells the same. Sentences avoid particles that depend on the word before them.
"""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render import texts_charting as charting
from bot.render import texts_finding as finding
from bot.render import texts_following as following
from bot.render import texts_guide as guide
from bot.render import texts_language as language
from bot.render import texts_looking as looking
from bot.render import texts_mail as mail
from bot.render import texts_past as past
from bot.render import texts_people as people
from bot.render import texts_tour as tour
from bot.render import texts_watch as watch
from bot.render import texts_watching as watching
from bot.render import texts_web as web
from bot.render import texts_web_keys as keys
from bot.render import texts_why as why
from bot.render.sentence import Sentence
from bot.render.texts_api import API
from bot.render.texts_faces import FACES, FACES_REASONS
from bot.render.texts_notify import NOTIFY, NOTIFY_CHECK, NOTIFY_REASONS, NOTIFY_STATUS
from bot.render.texts_outcomes import OUTCOMES
from bot.render.texts_shell import CHECK, DEMO
from bot.render.texts_slack import (
    FORM,
    HOME,
    SLACK,
    SLACK_ANSWERS,
    SLACK_BUTTONS,
    SLACK_COMMANDS,
    SLACK_REASONS,
)
from bot.render.texts_web_pages import BOARD
from bot.render.texts_web_setup import SETUP, SETUP_ERRORS

ERRORS = {
    "error": Sentence(
        "처리하지 못했습니다. 잠시 뒤 다시 시도해 주세요.",
        "That did not work. Please try again in a moment.",
    ),
    "internal": Sentence(
        "내부 오류가 났습니다 (오류번호 {number}). 다시 시도해도 같으면 이 번호를 봇 주인에게 알려 주세요.",
        "Something broke inside the bot (error {number}). If it happens again, give the owner this number.",
    ),
    "unknown_condition": Sentence(
        "‘{said}’ 조건식을 찾지 못했습니다. {/conditions} 목록의 번호나 이름 앞부분으로 불러 주세요.",
        "There is no condition ‘{said}’. Use a number or the beginning of a name from {/conditions}.",
    ),
    "ambiguous_condition": Sentence(
        "‘{said}’ 이름으로 시작하는 조건식이 여럿입니다: {names}. 하나를 골라 주세요.",
        "Several conditions begin with ‘{said}’: {names}. Please pick one.",
    ),
    "not_subscribed": Sentence(
        "‘{name}’ 조건식은 구독하고 있지 않습니다. 구독 중인 것은 {/subscriptions} 에서 볼 수 있습니다.",
        "‘{name}’ is not subscribed here. See {/subscriptions} for what is.",
    ),
    "no_conditions": Sentence(
        "키움 서버에 저장된 조건식이 없습니다. 영웅문4의 조건검색에서 조건식을 만들고 ‘내조건식 저장’ 뒤 서버에 저장해 주세요.",
        "No condition is saved on Kiwoom's server. Make one in 영웅문4 (조건검색) and save it to the server.",
    ),
    "credentials_refused": Sentence(
        "키움이 앱키를 받아 주지 않습니다. .env의 KIWOOM_APP_KEY와 KIWOOM_APP_SECRET을 확인하고 다시 시작해 주세요.",
        "Kiwoom refuses the app key. Check KIWOOM_APP_KEY and KIWOOM_APP_SECRET in .env and restart.",
    ),
    "wrong_environment": Sentence(
        "앱키와 서버가 서로 다릅니다(실전·모의). 키움에서 받은 키에 맞게 KIWOOM_BASE_URL을 고치고 다시 시작해 주세요.",
        "App key and server do not belong together (real, mock). Set KIWOOM_BASE_URL to match the key and restart.",
    ),
    "address_not_registered": Sentence(
        "이 컴퓨터의 IP가 키움에 등록되어 있지 않습니다. openapi.kiwoom.com 의 앱키 관리에서 IP를 등록한 뒤 봇을 다시 시작하거나 {/takeover} 를 보내 주세요.",
        "This computer's IP address is not registered with Kiwoom. Register it with the app key at openapi.kiwoom.com, then restart the bot or send {/takeover}.",
    ),
    "session_taken": Sentence(
        "다른 프로그램이 같은 앱키로 로그인해서 멈췄습니다. 그 프로그램을 끈 뒤 {/takeover} 를 보내면 다시 시작합니다.",
        "Another program logged in with the same app key, so this one stopped. Close it, then send {/takeover}.",
    ),
    "database_unusable": Sentence(
        "데이터베이스를 쓸 수 없습니다({path}: {reason}). 디스크 공간과 폴더 권한을 확인해 주세요.",
        "The database cannot be used ({path}: {reason}). Check disk space and the folder's permissions.",
    ),
    "no_database": Sentence(
        "봇의 데이터베이스가 없습니다({path}). 봇을 실행하는 폴더에서 다시 하거나 DATA_DIR을 그 봇과 같게 정해 주세요.",
        "There is no database of the bot's ({path}). Do this in the folder the bot is run from, or set DATA_DIR as it does.",
    ),
    "settings_wrong": Sentence(
        "설정 {name} 값이 잘못되었습니다: {reason}. 고치고 다시 시작해 주세요.",
        "The setting {name} is wrong: {reason}. Correct it and restart.",
    ),
    "settings_several": Sentence(
        "설정 {count}개의 값이 잘못되었습니다: {reason}. 고치고 다시 시작해 주세요.",
        "{count} {count:setting is|settings are} wrong: {reason}. Correct them and restart.",
    ),
    "not_reloaded": Sentence(
        "{reason}\n아무것도 바꾸지 않았습니다. 고친 뒤 {/reload} 를 다시 보내 주세요.",
        "{reason}\nNothing was changed. Once it is right, send {/reload} again.",
    ),
    "owners_lost": Sentence(
        "이대로면 봇 주인이 아무도 없거나 지금 요청하신 분이 주인이 아니게 됩니다. .env의 OWNERS를 확인해 주세요(정말 바꾸려면 봇을 다시 시작합니다).",
        "With these settings nobody would own the bot, or you would not. Look at OWNERS in .env (to mean it, restart the bot).",
    ),
    "not_utf8": Sentence(
        "{name} 파일의 글자를 읽을 수 없습니다. {name}를 UTF-8로 저장해 주세요(메모장: 다른 이름으로 저장 → 인코딩 UTF-8).",
        "The file {name} cannot be read as text. Save {name} as UTF-8 (Notepad: Save as, Encoding UTF-8).",
    ),
    "settings_missing": Sentence(
        "설정 {name} 값이 없습니다. .env 파일이나 환경 변수에 {name}=값 한 줄을 넣고 다시 시작해 주세요.",
        "The setting {name} is not set. Put a line {name}=value into .env or the environment and restart.",
    ),
    "already_running": Sentence(
        "같은 데이터 폴더({path})를 쓰는 봇이 이미 돌고 있습니다. 그것을 끄거나 DATA_DIR을 다르게 정해 주세요.",
        "A bot already runs on this data folder ({path}). Stop it or choose another DATA_DIR.",
    ),
    "broker_unavailable": Sentence(
        "키움 서버가 응답하지 않거나 점검 중입니다. 저절로 다시 연결하니 잠시 뒤 시도해 주세요.",
        "Kiwoom does not answer or is under maintenance. The bot reconnects by itself; try again in a while.",
    ),
    "rate_limited": Sentence(
        "키움의 조회 한도에 걸렸습니다. 1분쯤 뒤 다시 시도해 주세요.",
        "Kiwoom's request limit was reached. Try again in about a minute.",
    ),
    "rate_limited_for": Sentence(
        "키움의 조회 한도 때문에 지금은 조회할 수 없습니다. {seconds}초 뒤 다시 시도해 주세요.",
        "Kiwoom's request limit allows no search now. Try again in {seconds} s.",
    ),
    "answer_timed_out": Sentence(
        "키움의 답이 제때 오지 않았습니다. 1분쯤 뒤 다시 시도해 주세요.",
        "Kiwoom did not answer in time. Try again in about a minute.",
    ),
    "not_connected": Sentence(
        "지금은 키움에 연결되어 있지 않습니다. 저절로 다시 연결하며, 이유는 {/status} 에 나옵니다.",
        "There is no connection to Kiwoom right now. The bot reconnects by itself; {/status} says why.",
    ),
    "chat_unavailable": Sentence(
        "{url} 에 연결할 수 없습니다. 인터넷 연결과 방화벽을 확인해 주세요. 봇은 연결될 때까지 계속 시도합니다.",
        "{url} cannot be reached. Check the internet connection and the firewall; the bot keeps trying.",
    ),
    "token_refused": Sentence(
        "키움이 접속 토큰을 거절해서 새로 받고 있습니다. 잠시 뒤 다시 시도해 주세요.",
        "Kiwoom refused the access token and a new one is being issued. Try again in a moment.",
    ),
    "broker_refused": Sentence(
        "키움이 거절했습니다: {message} (코드 {code}). 조건식을 영웅문4에서 확인한 뒤 다시 시도해 주세요.",
        "Kiwoom refused: {message} (code {code}). Check the condition in Hero4 (영웅문4) and try again.",
    ),
}

NOTICES = {
    "missed_nothing": Sentence(
        "ℹ️ 다시 연결되었습니다. 끊긴 동안 편입·이탈은 없었습니다.",
        "ℹ️ Connected again. Nothing entered or left in the meantime.",
    ),
    "session_stopped": Sentence(
        "⛔ **알림이 멈췄습니다**\n{reason}",
        "⛔ **Alerts have stopped**\n{reason}",
    ),
    "link_lost": Sentence(
        "⚠️ 키움과의 연결이 {time}부터 끊겨 있습니다. 계속 다시 연결하고 있고, 연결되면 놓친 것을 모아 알립니다.",
        "⚠️ The connection to Kiwoom has been down since {time}. The bot keeps reconnecting and will tell what was missed.",
    ),
    "session_back": Sentence(
        "✅ 키움에 다시 연결되었습니다. 알림을 이어서 보냅니다.",
        "✅ Connected to Kiwoom again. Alerts go on.",
    ),
    "condition_moved": Sentence(
        "ℹ️ **{name}**\n조건식 번호가 {old}번에서 {new}번으로 바뀌었습니다. 이름이 같아 구독을 그대로 이어 갑니다.",
        "ℹ️ **{name}**\nIts number changed from {old} to {new}. The name is the same, so the subscription goes on.",
    ),
    "condition_back": Sentence(
        "다시 나타난 조건식 ‘{name}’ 알림을 이어 갑니다.",
        "The condition ‘{name}’ is listed again, so its alerts go on.",
    ),
    "condition_polled_large": Sentence(
        "ℹ️ **{name}**\n종목이 {count}개라 키움이 실시간을 주지 않습니다(100개까지). 줄어들 때까지 주기적으로 조회해 알립니다.",
        "ℹ️ **{name}**\nIt holds {count} stocks and Kiwoom's real time ends at 100. Until there are fewer, it is polled.",
    ),
    "condition_realtime_again": Sentence(
        "ℹ️ **{name}**\n종목 수가 줄어 다시 실시간으로 알립니다.",
        "ℹ️ **{name}**\nThere are fewer stocks again: back to real time.",
    ),
    "destination_gone": Sentence(
        "⏸ **{destination}** 대화로 보낼 수 없어 그곳의 구독을 멈췄습니다. 다시 보낼 수 있게 된 뒤 거기서 {/start} 를 보내면 이어집니다.\n이유: {reason}",
        "⏸ **{destination}** cannot be reached, so its subscriptions are paused. Once it can be reached again, {/start} there wakes them.\nReason: {reason}",
    ),
    "destination_closed": Sentence(
        "⚠️ **{destination}** 대화로 보낼 수 없습니다. 거기에는 멈춘 구독이 없습니다.\n이유: {reason}",
        "⚠️ **{destination}** cannot be reached. It had no subscription to pause.\nReason: {reason}",
    ),
    "flood_wait": Sentence(
        "⏳ **{destination}** 대화로는 {until}까지 보낼 수 없습니다. {channel} 쪽에서 기다리라고 했습니다({span}). 그동안의 알림은 그때 한꺼번에 보냅니다. {/link} 로 다른 대화를 연결해 두면 그쪽으로 보냅니다.",
        "⏳ Nothing may be sent to **{destination}** until {until}: {channel} asked for a pause ({span}). Its alerts come all together then. They go to another chat if one is linked: {/link}.",
    ),
    "flood_wait_to": Sentence(
        "⏳ **{destination}** 대화로는 {until}까지 보낼 수 없습니다. {channel} 쪽에서 기다리라고 했습니다({span}). 그동안의 알림은 **{other}** 대화로 보냅니다.",
        "⏳ Nothing may be sent to **{destination}** until {until}: {channel} asked for a pause ({span}). Its alerts go to **{other}** meanwhile.",
    ),
    "subscribe_failed": Sentence(
        "⚠️ **{name}**\n실시간 등록이 되지 않아 계속 다시 시도합니다. 그동안 알림이 늦을 수 있습니다.\n이유: {reason}",
        "⚠️ **{name}**\nThe real-time registration failed and is tried again; alerts may be late until then.\nReason: {reason}",
    ),
    "clock_off": Sentence(
        "⚠️ 이 컴퓨터의 시계가 키움과 {seconds}초 다릅니다. 시각 자동 동기화(NTP)를 켜 주세요.",
        "⚠️ This computer's clock is {seconds} s off Kiwoom's. Please switch on time synchronisation (NTP).",
    ),
}

ALERTS = {
    "entry": Sentence("편입", "IN"),
    "exit": Sentence("이탈", "OUT"),
    "condition_unknown": Sentence("조건 미확인", "condition unknown"),
    "price_unknown": Sentence("가격 미확인", "price unknown"),
    "resend": Sentence("(재전송)", "(sent again)"),
    "between": Sentence("{span} 사이", "between {span}"),
    "late": Sentence("{age} 늦음", "{age} late"),
    "late_at_most": Sentence("최대 {age} 늦음", "up to {age} late"),
    "volume": Sentence("거래량 {volume}", "vol {volume}"),
    "price": Sentence("{price}원", "₩{price}"),
    "price_now": Sentence("지금 {price}원", "now ₩{price}"),
    "short_now": Sentence("지금 {price}", "now {price}"),
    "later": Sentence(
        "가격은 그때가 아니라 지금 값입니다.", "Prices are those of now, not of then."
    ),
    "missed": Sentence("끊긴 동안 {counts} ({span})", "While away {counts} ({span})"),
    "away": Sentence("(끊긴 동안)", "(while away)"),
    "others": Sentence("{stock} 외 {count}", "{stock} and {count} more"),
}

ANSWERS = {
    "start": Sentence(
        "**키움 조건검색 알림 봇**입니다.\n조건식에 종목이 편입·이탈하는 순간 이 대화로 알려 드립니다.\n{/conditions} 에서 조건식을 골라 구독해 보세요.",
        "**Kiwoom condition alerts**\nThe moment a stock enters or leaves a condition, you hear it here.\nPick one from {/conditions} and subscribe.",
    ),
    "start_halted": Sentence(
        "**키움 조건검색 알림 봇**입니다.\n지금은 알림이 오지 않습니다.",
        "**Kiwoom condition alerts**\nNo alerts come now.",
    ),
    "resumed_halted": Sentence(
        "멈춰 있던 구독 {count}개는 접속을 되찾으면 이어집니다.",
        "Subscriptions that were paused and go on with the session: {count}.",
    ),
    "resumed": Sentence(
        "멈춰 있던 구독 {count}개를 다시 시작했습니다.",
        "Subscriptions that were paused and run again: {count}.",
    ),
    "conditions": Sentence("**조건식 {count}개**", "**Conditions: {count}**"),
    "conditions_legend": Sentence(
        "★ 이 대화에서 구독 중",
        "★ subscribed here",
    ),
    "no_conditions": Sentence(
        "저장된 조건식이 없습니다. 영웅문4 [0150] 화면에서 조건식을 저장하면 1분 안에 여기 나타납니다.",
        "There are no saved conditions. Save one in Hero4 (screen 0150) and it shows up here within a minute.",
    ),
    "not_listed_yet": Sentence(
        "아직 키움에 연결되지 않아 조건식 목록을 받지 못했습니다. 이유는 {/status} 에 나옵니다.",
        "Not connected to Kiwoom yet, so the conditions are not known. {/status} says why.",
    ),
    "stocks": Sentence("{count}종목", "{count} {count:stock|stocks}"),
    "page": Sentence("{page}/{pages}쪽", "page {page} of {pages}"),
    "no_such_page": Sentence(
        "{pages}쪽까지 있습니다. 예: {example}", "There are {pages} pages. Example: {example}"
    ),
    "searched_at": Sentence("{time} 조회", "as of {time}"),
    "searched_before": Sentence(
        "{time} 조회 · {age} 전 결과입니다", "as of {time} · this answer is {age} old"
    ),
    "searched_again_in": Sentence(
        "{wait} 뒤 새로 조회할 수 있습니다", "a new search is possible in {wait}"
    ),
    "by_rate": Sentence("등락률순", "by change"),
    "nothing_found": Sentence(
        "지금 조건에 맞는 종목이 없습니다.", "No stock meets the condition right now."
    ),
    "subscribed_halted": Sentence(
        "**{name}** 구독을 적어 두었습니다. 키움 접속을 되찾으면 시작합니다.",
        "**{name}** is noted. Its alerts begin when the session with Kiwoom is back.",
    ),
    "subscribed": Sentence("**{name}** 구독을 시작했습니다.", "Subscribed to **{name}**."),
    "subscribed_already": Sentence(
        "**{name}** 조건식은 이미 구독 중입니다.", "**{name}** is already subscribed."
    ),
    "inside_now": Sentence("지금 {count}종목", "{count} {count:stock|stocks} inside now"),
    "inside_unknown": Sentence("편입 종목은 확인하는 중", "the stocks inside are being looked up"),
    "told_realtime": Sentence("편입·이탈을 실시간으로 알립니다.", "You are told in real time."),
    "told_polled": Sentence(
        "{why} {seconds}초마다 조회해 알립니다.", "It is searched every {seconds} s: {why}."
    ),
    "told_waiting": Sentence("키움에 연결되면 시작합니다.", "It starts when Kiwoom is connected."),
    "halted_taken": Sentence(
        "다른 프로그램이 같은 앱키로 로그인해서 {since}부터 키움 접속이 멈춰 있습니다. 그 프로그램을 끈 뒤 {/takeover} 를 보내면 다시 시작합니다.",
        "The session with Kiwoom stopped at {since}, because another program logged in with the same app key. Close it, then send {/takeover}.",
    ),
    "halted_stopped": Sentence(
        "키움 접속이 멈춰 있어 저절로 다시 연결하지 않습니다. 문제를 해결한 뒤 {/takeover} 를 보내면 다시 접속합니다.",
        "The session with Kiwoom has stopped and does not come back by itself. Mend what is wrong, then send {/takeover} to log in again.",
    ),
    "halted_reason": Sentence("이유: {reason}", "Reason: {reason}"),
    "told_asked": Sentence(
        "키움의 첫 답을 기다리고 있습니다. 답이 오는 대로 알림을 시작합니다.",
        "Kiwoom has been asked; alerts begin as soon as it answers.",
    ),
    "told_unlisted": Sentence(
        "지금 키움 목록에 없는 조건식이라, 다시 나타나면 시작합니다.",
        "It is not in Kiwoom's list now and starts when it is back.",
    ),
    "why_switched_off": Sentence("실시간이 꺼져 있어", "real time is switched off"),
    "why_large": Sentence("100종목이 넘어", "more than 100 stocks"),
    "why_full": Sentence("실시간 10개가 다 차서", "all ten real-time places are taken"),
    "why_refused": Sentence("키움이 실시간 등록을 거절해", "Kiwoom refused real time for it"),
    "watch_realtime": Sentence("실시간", "real time"),
    "watch_polled": Sentence("{seconds}초 조회", "every {seconds} s"),
    "watch_asked": Sentence("등록 중", "being registered"),
    "watch_waiting": Sentence("대기", "waiting"),
    "unsubscribed": Sentence("**{name}** 구독을 해지했습니다.", "Unsubscribed from **{name}**."),
    "subscriptions": Sentence("**구독 {count}개**", "**Subscriptions: {count}**"),
    "no_subscriptions": Sentence(
        "이 대화에는 구독이 없습니다. {/conditions} 에서 골라 구독해 보세요.",
        "Nothing is subscribed here. Pick one from {/conditions}.",
    ),
    "paused": Sentence("멈춤: {reason}", "paused: {reason}"),
    "choose_search": Sentence(
        "어느 조건식을 검색할까요?", "Which condition do you want to search?"
    ),
    "choose_subscribe": Sentence(
        "어느 조건식을 구독할까요?", "Which condition do you want to follow?"
    ),
    "choose_unsubscribe": Sentence(
        "어느 구독을 해지할까요?", "Which subscription do you want to end?"
    ),
    "choose_more": Sentence(
        "나머지는 번호나 이름으로 부를 수 있습니다. 예: {example}",
        "The others can be named by number or name. Example: {example}",
    ),
    "all_subscribed": Sentence(
        "모든 조건식을 이미 구독 중입니다.", "Every condition is subscribed already."
    ),
    "taking_over": Sentence(
        "키움에 다시 로그인합니다. 같은 앱키를 쓰는 다른 프로그램은 끊깁니다.",
        "Logging in to Kiwoom again. Any other program on this app key is cut off.",
    ),
    "nothing_to_take": Sentence(
        "이미 키움에 연결되어 있습니다. 되찾을 것이 없습니다.",
        "The session with Kiwoom is ours already; there is nothing to take back.",
    ),
    "not_allowed": Sentence(
        "{command} 명령은 봇 주인만 쓸 수 있습니다.", "Only an owner may use {command}."
    ),
    "stale": Sentence(
        "지난 명령이라 실행하지 않았습니다({age} 전). 필요하면 다시 보내 주세요.",
        "That command is {age} old and was not run. Send it again if you still want it.",
    ),
    "unknown_command": Sentence(
        "‘{said}’ 명령은 없습니다. {/help} 에서 쓸 수 있는 명령을 볼 수 있습니다.",
        "There is no command ‘{said}’. {/help} lists what there is.",
    ),
    "nearest_command": Sentence(
        "‘{said}’ 명령은 없습니다. 혹시 {nearest} 인가요?",
        "There is no command ‘{said}’. Did you mean {nearest}?",
    ),
    "takes_nothing": Sentence(
        "{command} 뒤에는 아무것도 붙이지 않습니다.", "Nothing goes after {command}."
    ),
    "takes_page": Sentence(
        "{command} 뒤에는 쪽 번호만 올 수 있습니다. 예: {example}",
        "Only a page number may follow {command}. Example: {example}",
    ),
    "wrong_page": Sentence(
        "조건식 뒤에는 1부터 시작하는 쪽 번호만 올 수 있습니다. 예: {example}",
        "Only a page number, from 1 on, may follow the condition. Example: {example}",
    ),
    "how_to_end": Sentence(
        "끝내려면 Ctrl-D나 Ctrl-C를 누르세요.", "Press Ctrl-D or Ctrl-C to end the bot."
    ),
}

STATUS = {
    "market_open": Sentence("장 열림", "Market open"),
    "market_before_open": Sentence("개장 전", "Before the opening"),
    "market_after_close": Sentence("장 마감", "After the close"),
    "market_closed_day": Sentence("휴장일", "No trading today"),
    "closed_weekend": Sentence("주말", "weekend"),
    "closed_holiday": Sentence("공휴일", "holiday"),
    "closed_year_end": Sentence("연말 휴장", "year end"),
    "closed_declared": Sentence("임시 휴장", "declared closed"),
    "next_open": Sentence("다음 개장 {time}", "Next opening {time}"),
    "session_connecting": Sentence("키움에 연결하는 중", "Connecting to Kiwoom"),
    "session_live": Sentence("키움 연결됨", "Kiwoom connected"),
    "session_lost": Sentence("키움과 끊겨 다시 연결하는 중", "Kiwoom lost, reconnecting"),
    "session_taken": Sentence("다른 프로그램이 키움에 로그인함", "Taken over by another program"),
    "session_stopped": Sentence("키움 접속을 멈춤", "Kiwoom session stopped"),
    "since": Sentence("{time}부터", "since {time}"),
    "never_heard": Sentence("아직 받은 것이 없음", "nothing heard yet"),
    "reconnects": Sentence("재연결 {count}회", "reconnected {count}×"),
    "token": Sentence("토큰 {time}까지", "Token until {time}"),
    "no_token": Sentence("토큰 없음", "No token"),
    "watched": Sentence(
        "조건식 실시간 {realtime} · 조회 {polled} · 대기 {waiting}",
        "Conditions: {realtime} real time · {polled} polled · {waiting} waiting",
    ),
    "today": Sentence(
        "오늘 편입 {entries} · 이탈 {exits} · 알림 {sent} · 실패 {failed}",
        "Today {entries} in · {exits} out · {sent} alerts sent · {failed} failed",
    ),
    "lateness": Sentence(
        "알림까지 보통 {median} · 95%는 {slow} 안에",
        "To your phone: median {median} · 95% within {slow}",
    ),
    "channel_telegram": Sentence("텔레그램", "Telegram"),
    "channel_slack": Sentence("슬랙", "Slack"),
    "channel_console": Sentence("콘솔", "Console"),
    "channel_never": Sentence("성공한 적 없음", "never worked yet"),
    "version": Sentence("버전 {version} · {age} 가동", "Version {version} · up {age}"),
}

BUTTONS = {
    "subscribe": Sentence("구독", "Subscribe"),
    "unsubscribe": Sentence("해지", "Unsubscribe"),
    "search": Sentence("검색", "Search"),
    "again": Sentence("다시 검색", "Search again"),
    "retry": Sentence("다시 시도", "Try again"),
    "refresh": Sentence("새로 고침", "Refresh"),
    "previous": Sentence("◀ 이전", "◀ Back"),
    "next": Sentence("다음 ▶", "Next ▶"),
    "conditions": Sentence("조건식 목록", "Conditions"),
    "subscriptions": Sentence("구독 목록", "Subscriptions"),
    "status": Sentence("상태", "Status"),
    "help": Sentence("도움말", "Help"),
    "takeover": Sentence("다시 가져오기", "Take it back"),
}

COMMANDS = {
    "start": Sentence("시작하고, 멈춘 구독을 다시 켭니다", "Begin, and wake paused subscriptions"),
    "help": Sentence("쓸 수 있는 명령을 봅니다", "What the bot can do"),
    "conditions": Sentence("조건식 목록을 봅니다", "List the conditions"),
    "search": Sentence("조건식을 지금 검색합니다", "Search a condition now"),
    "subscribe": Sentence(
        "조건식의 편입·이탈 알림을 받습니다", "Be told what enters and leaves a condition"
    ),
    "unsubscribe": Sentence("조건식 알림을 끊습니다", "End the alerts of a condition"),
    "subscriptions": Sentence("이 대화의 구독을 봅니다", "What is subscribed here"),
    "status": Sentence("장, 접속, 알림 상태를 봅니다", "Market, connection and alerts"),
    "takeover": Sentence(
        "다른 프로그램이 가져간 키움 접속을 되찾습니다",
        "Take the Kiwoom session back from another program",
    ),
}

GROUPS = {
    "everybody": Sentence("기본", "Basics"),
    "look": Sentence("보기", "Look"),
    "follow": Sentence("알림", "Follow"),
    "run": Sentence("운영", "Run"),
}

ARGUMENTS = {
    "condition": Sentence("조건식", "condition"),
    "page": Sentence("쪽", "page"),
    "command": Sentence("명령", "command"),
}

REASONS = {
    "channel_absent": Sentence("이 채널의 설정이 빠져 있음", "this channel has no settings now"),
    "blocked": Sentence("봇을 차단함", "the bot was blocked"),
    "deactivated": Sentence("탈퇴한 사용자", "the account is deactivated"),
    "kicked": Sentence("봇이 내보내짐", "the bot was removed from the chat"),
    "left": Sentence("봇이 대화방을 나감", "the bot left the chat"),
    "not_a_member": Sentence("봇이 대화방에 없음", "the bot is not in the chat"),
    "never_started": Sentence(
        "봇에게 /start 를 보낸 적이 없음", "the person never sent /start to the bot"
    ),
    "chat_not_found": Sentence("대화방을 찾을 수 없음", "the chat does not exist"),
    "deleted": Sentence("대화방이 삭제됨", "the group was deleted"),
    "upgraded": Sentence("그룹이 슈퍼그룹으로 바뀜", "the group became a supergroup"),
    "topic_deleted": Sentence("주제가 삭제됨", "the topic was deleted"),
    "topic_closed": Sentence("주제가 닫힘", "the topic is closed"),
    "no_rights": Sentence("글을 쓸 권한이 없음", "the bot may not write there"),
    "forbidden": Sentence("글을 쓸 수 없는 대화방", "the chat does not let the bot write"),
    "not_in_channel": Sentence(
        "봇이 슬랙 채널에 없음(/invite 로 초대)", "the bot is not in the Slack channel (/invite it)"
    ),
    "channel_not_found": Sentence(
        "슬랙 채널을 찾을 수 없음",
        "the Slack channel does not exist, or is private without the bot",
    ),
    "is_archived": Sentence("보관된 슬랙 채널", "the Slack channel is archived"),
    "user_not_found": Sentence("슬랙 사용자를 찾을 수 없음", "the Slack user does not exist"),
    "user_disabled": Sentence("비활성화된 슬랙 사용자", "the Slack user is deactivated"),
    "messages_tab_disabled": Sentence(
        "슬랙 앱의 메시지 탭이 꺼짐", "the Slack app's messages tab is off"
    ),
    "thread_not_found": Sentence("슬랙 스레드가 삭제됨", "the Slack thread was deleted"),
    "restricted_action": Sentence(
        "슬랙 채널의 쓰기 제한", "posting is restricted in the Slack channel"
    ),
    "condition_renamed": Sentence("조건식 이름이 바뀜", "the condition was renamed"),
    "condition_gone": Sentence("조건식이 사라짐", "the condition is gone"),
    "not_connected": Sentence("키움과 연결이 끊김", "no connection to Kiwoom"),
    "answer_timed_out": Sentence("키움의 답이 제때 오지 않음", "Kiwoom did not answer in time"),
    "rate_limited": Sentence("키움의 조회 한도에 걸림", "Kiwoom's request limit was reached"),
    "broker_unavailable": Sentence("키움 서버가 응답하지 않음", "Kiwoom does not answer"),
}

TEXTS: dict[str, Sentence] = {
    f"{area}.{key}": sentence
    for area, sentences in {
        "error": ERRORS
        | charting.CHART_ERRORS
        | finding.ERRORS
        | following.ERRORS
        | past.ERRORS
        | why.ERRORS
        | people.PEOPLE_ERRORS
        | mail.MAIL_ERRORS
        | watching.ERRORS
        | keys.KEY_ERRORS
        | SETUP_ERRORS,
        "notice": NOTICES
        | finding.NOTICES
        | people.PEOPLE_NOTICES
        | watch.NOTICES
        | mail.MAIL_NOTICES,
        "alert": ALERTS | following.ALERTS,
        "answer": ANSWERS | SLACK_ANSWERS | following.ANSWERS | watch.ANSWERS,
        "status": STATUS
        | why.STATUS
        | watch.STATUS
        | NOTIFY_STATUS
        | mail.MAIL_STATUS
        | keys.KEY_STATUS,
        "button": BUTTONS
        | SLACK_BUTTONS
        | charting.CHART_BUTTONS
        | language.LANGUAGE_BUTTONS
        | guide.GUIDE_BUTTONS
        | tour.TOUR_BUTTONS
        | looking.QUOTE_BUTTONS
        | following.BUTTONS
        | past.BUTTONS
        | why.BUTTONS
        | people.PEOPLE_BUTTONS
        | watch.BUTTONS
        | watching.BUTTONS
        | keys.KEY_BUTTONS,
        "command": COMMANDS
        | SLACK_COMMANDS
        | charting.CHART_COMMANDS
        | language.LANGUAGE_COMMANDS
        | looking.QUOTE_COMMANDS
        | following.COMMANDS
        | past.COMMANDS
        | why.COMMANDS
        | people.PEOPLE_COMMANDS
        | watch.COMMANDS
        | mail.MAIL_COMMANDS
        | watching.COMMANDS
        | keys.KEY_COMMANDS,
        "group": GROUPS | guide.GUIDE_GROUPS,
        "area": guide.AREAS,
        "guide": guide.GUIDE,
        "takes": guide.TAKES | mail.MAIL_TAKES | keys.KEY_TAKES,
        "example": guide.EXAMPLES,
        "trouble": guide.TROUBLE,
        "tour": tour.TOUR,
        "argument": ARGUMENTS
        | charting.CHART_ARGUMENTS
        | language.LANGUAGE_ARGUMENTS
        | looking.QUOTE_ARGUMENTS
        | following.ARGUMENTS
        | past.ARGUMENTS
        | why.ARGUMENTS
        | people.PEOPLE_ARGUMENTS
        | mail.MAIL_ARGUMENTS
        | watch.ARGUMENTS
        | watching.ARGUMENTS
        | keys.KEY_ARGUMENTS,
        "reason": REASONS
        | SLACK_REASONS
        | FACES_REASONS
        | NOTIFY_REASONS
        | following.REASONS
        | why.REASONS
        | people.PEOPLE_REASONS
        | mail.MAIL_REASONS
        | watch.REASONS,
        "slack": SLACK,
        "form": FORM,
        "home": HOME,
        "language": language.LANGUAGE,
        "faces": FACES,
        "summary": following.SUMMARY,
        "place": following.PLACES,
        "option": following.OPTIONS,
        "help": past.HELP
        | finding.HELP
        | language.LANGUAGE_HELP
        | charting.CHART_HELP
        | looking.QUOTE_HELP
        | following.HELP
        | watching.HELP,
        "formula": finding.FORMULA,
        "search": finding.SEARCH,
        "why": why.WHY,
        "capacity": why.CAPACITY,
        "people": people.PEOPLE,
        "daily": watch.DAILY,
        "past": past.PAST,
        "job": watch.JOBS | past.JOBS | watching.JOBS | mail.MAIL_JOBS,
        "watch": watching.WATCH,
        "chart": charting.CHART,
        "quote": looking.QUOTE,
        "check": CHECK | NOTIFY_CHECK | mail.MAIL_CHECK | keys.KEY_CHECK,
        "problem": keys.PROBLEM,
        "sign": keys.SIGN,
        "health": keys.HEALTH,
        "keys": keys.KEYS,
        "mail": mail.MAIL,
        "notify": NOTIFY,
        "outcome": OUTCOMES,
        "api": API,
        "board": BOARD,
        "setup": SETUP,
        "page": web.PAGE,
        "demo": DEMO | keys.KEY_DEMO,
    }.items()
    for key, sentence in sentences.items()
}

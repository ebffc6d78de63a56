"""The sentences of the command line: the doctor's and the demo's."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

CHECK = {
    "settings_label": Sentence("설정", "settings"),
    "database_label": Sentence("데이터베이스", "database"),
    "session_label": Sentence("실행 중인 봇", "running bot"),
    "token_label": Sentence("접근토큰", "token"),
    "login_label": Sentence("실시간 접속", "socket login"),
    "conditions_label": Sentence("조건식", "conditions"),
    "telegram_label": Sentence("텔레그램", "Telegram"),
    "slack_label": Sentence("슬랙", "Slack"),
    "chats_label": Sentence("대화방", "chats"),
    "misspelt": Sentence(
        ".env의 {said} 설정은 없습니다. 혹시 {meant}인가요?",
        "There is no setting {said} (in .env). Did you mean {meant}?",
    ),
    "settings": Sentence("키움 서버 {url}", "Kiwoom at {url}"),
    "running": Sentence(
        "이 DATA_DIR로 봇이 돌고 있어 데이터베이스와 접속은 건드리지 않았습니다 (세션: {state})",
        "a bot is running on this DATA_DIR, so database and session were left alone ({state})",
    ),
    "token": Sentence("발급됨, {at} 만료", "issued, expires {at}"),
    "login": Sentence("로그인됨", "logged in"),
    "conditions": Sentence("{count}개 ({names} …)", "{count} ({names} …)"),
    "skipped": Sentence(
        "앞의 것이 되어야 확인할 수 있습니다", "not tried, for what comes before it failed"
    ),
    "half": Sentence(
        "{others}만 있고 {name} 값이 없어 쓰지 않습니다. {name}=값 한 줄을 .env에 넣어 주세요",
        "{others} is set without {name}, so it is not used. Put a line {name}=value into .env",
    ),
    "absent": Sentence("{name} 없음, 쓰지 않음", "{name} is not set, so it is not used"),
    "logging_in": Sentence(
        "로그인합니다. 같은 앱키의 봇이 다른 DATA_DIR로 돌고 있으면 그 접속이 끊깁니다",
        "logging in; a bot with the same app key on another DATA_DIR loses its session",
    ),
    "alive": Sentence(
        "봇이 돌고 있습니다: {state} · 생존 신호 {age} 전",
        "The bot is running: {state} · last sign of life {age} ago",
    ),
    "silent_since": Sentence(
        "돌고 있는 봇이 없습니다 · 마지막 생존 신호 {age} 전",
        "No bot is running · last sign of life {age} ago",
    ),
    "looked_at": Sentence("본 데이터베이스: {path}", "The database looked at: {path}"),
    "not_alive": Sentence("돌고 있는 봇이 없습니다", "No bot is running"),
    "silent": Sentence("제때 답이 없음", "no answer in time"),
    "unreachable": Sentence(
        "{url} 에서 제대로 된 답이 오지 않습니다({reason}). {name} 값과 인터넷 연결을 확인해 주세요. 둘 다 맞으면 키움이 점검 중일 수 있습니다.",
        "{url} gives no proper answer ({reason}). Check {name} and the internet connection; if both are right, Kiwoom may be under maintenance.",
    ),
    "unreachable_elsewhere": Sentence(
        "{url} 에 연결할 수 없습니다. {name} 값과 인터넷 연결, 방화벽을 확인해 주세요.",
        "{url} cannot be reached. Check {name}, the internet connection and the firewall.",
    ),
    "slack_half": Sentence(
        "SLACK_BOT_TOKEN만 있고 SLACK_APP_TOKEN(또는 SLACK_SIGNING_SECRET)이 없어 슬랙은 쓰지 않습니다",
        "SLACK_BOT_TOKEN is set without SLACK_APP_TOKEN (or SLACK_SIGNING_SECRET), so Slack is not used",
    ),
    "no_chat": Sentence(
        "텔레그램도 슬랙도 설정되지 않아 알림을 보낼 대화방이 없습니다. TELEGRAM_BOT_TOKEN이나 SLACK_BOT_TOKEN을 넣어 주세요",
        "Neither Telegram nor Slack is set up, so alerts reach no chat. Set TELEGRAM_BOT_TOKEN or SLACK_BOT_TOKEN",
    ),
    "nobody": Sentence(
        "OWNERS가 비어 있어 채팅에서는 아무도 명령할 수 없습니다. 봇에게 말을 걸면 넣을 값을 알려 줍니다",
        "OWNERS is empty, so nobody may command the bot from a chat. Talk to it and it tells you what to put there",
    ),
    "own_session_left_alone": Sentence(
        "{since}부터 다른 프로그램이 같은 앱키로 접속해 있어 로그인하지 않았습니다. 그 프로그램을 끄고 봇을 켠 뒤 /takeover 를 보내 주세요.",
        "not logged in: another program has used this app key since {since}. Close it, start the bot and send /takeover.",
    ),
    "own_already_running": Sentence(
        "같은 데이터 폴더({path})를 쓰는 봇이 이미 돌고 있습니다(프로세스 {pid}). 그것을 끄거나 DATA_DIR을 다르게 정해 주세요.",
        "A bot already runs on this data folder ({path}), as process {pid}. Stop it or choose another DATA_DIR.",
    ),
    "line_database_unusable": Sentence(
        "{path}에 쓸 수 없습니다({reason}). DATA_DIR 또는 DATABASE_URL 값, 그 폴더의 권한, 디스크 공간을 확인해 주세요.",
        "{path} cannot be used ({reason}). Check DATA_DIR or DATABASE_URL, the folder's permissions, and disk space.",
    ),
    "line_settings_wrong": Sentence(
        "{name} 값이 잘못되었습니다: {reason}",
        "{name} is wrong: {reason}",
    ),
    "line_settings_several": Sentence(
        "값 {count}개가 잘못되었습니다: {reason}",
        "{count} {count:value is|values are} wrong: {reason}",
    ),
    "line_settings_missing": Sentence(
        "{name} 값이 없습니다. .env 파일이나 환경 변수에 {name}=값 한 줄을 넣어 주세요.",
        "{name} is not set. Put a line {name}=value into .env or the environment.",
    ),
    "slack_socket": Sentence("소켓 모드", "Socket Mode"),
    "slack_socket_both": Sentence(
        "소켓 모드 (SLACK_APP_TOKEN이 있으므로 SLACK_SIGNING_SECRET은 쓰지 않음)",
        "Socket Mode (SLACK_APP_TOKEN is set, so SLACK_SIGNING_SECRET is not used)",
    ),
    "line_secret_misplaced": Sentence(
        "Signing Secret 자리에 토큰이 들어 있습니다. Basic Information → App Credentials의 Signing Secret을 넣어 주세요(SLACK_SIGNING_SECRET).",
        "A token stands where the Signing Secret belongs. Take that from Basic Information → App Credentials (SLACK_SIGNING_SECRET).",
    ),
    "line_token_misplaced": Sentence(
        "{name} 값은 {prefix}로 시작해야 합니다. {place}에 있는 값을 넣어 주세요(두 토큰이 바뀌지 않았나요?).",
        "{name} must begin with {prefix}. Take it from {place} (are the two tokens swapped?).",
    ),
}

DEMO = {
    "opening": Sentence(
        "키움 조건검색 봇 데모 · 계정 없이 도는 모의 시장입니다.\n"
        "장은 {opening}에 열립니다(약 15초 뒤). 이렇게 해 보세요:\n"
        "  /conditions      조건식 목록\n"
        "  /search 0        한 번 검색\n"
        "  /subscribe 0     편입·이탈을 실시간으로 받기\n"
        "  /help            모든 명령, Ctrl-C로 끝내기",
        "Kiwoom condition bot demo · a simulated market, no account needed.\n"
        "The market opens at {opening}, in about 15 seconds. Try:\n"
        "  /conditions      the conditions\n"
        "  /search 0        one search\n"
        "  /subscribe 0     entries and exits as they happen\n"
        "  /help            every command; Ctrl-C ends it",
    ),
}


def own_words(error: str, *, labelled: bool) -> str | None:
    """Return the key of the command line's own sentence for an error, None where it has none.

    `labelled`: it stands behind the name of what was looked at, in a line of the doctor's.
    """
    for key in (f"line_{error}",) * labelled + (f"own_{error}",):
        if key in CHECK:
            return f"check.{key}"
    return None

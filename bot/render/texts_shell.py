"""The sentences of the command line: the doctor's and the demo's."""

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
    "no_owners": Sentence(
        "{url} · OWNERS가 비어 있어 채팅에서는 아무도 명령할 수 없습니다",
        "{url} · OWNERS is empty, so nobody may command the bot from a chat",
    ),
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
    "absent": Sentence("{name} 없음, 쓰지 않음", "{name} is not set, so it is not used"),
}

DEMO = {
    "opening": Sentence(
        "키움 조건검색 봇 데모 · 계정 없이 도는 모의 시장입니다 ({url}).\n"
        "장은 {opening}에 열립니다(약 15초 뒤). 이렇게 해 보세요:\n"
        "  /conditions      조건식 목록\n"
        "  /search 0        한 번 검색\n"
        "  /subscribe 0     편입·이탈을 실시간으로 받기\n"
        "  /help            모든 명령, Ctrl-C로 끝내기",
        "Kiwoom condition bot demo · a simulated market, no account needed ({url}).\n"
        "The market opens at {opening}, in about 15 seconds. Try:\n"
        "  /conditions      the conditions\n"
        "  /search 0        one search\n"
        "  /subscribe 0     entries and exits as they happen\n"
        "  /help            every command; Ctrl-C ends it",
    ),
}

"""The sentences of the page's frame, of its chat and of its live view."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

FRAME = {
    "name": Sentence("조건검색 알림", "Condition alerts"),
    "nav": Sentence("주 메뉴", "Main menu"),
    "nav_home": Sentence("채팅", "Chat"),
    "nav_live": Sentence("실시간", "Live"),
    "nav_subscriptions": Sentence("구독", "Following"),
    "nav_history": Sentence("기록", "History"),
    "nav_stocks": Sentence("종목", "Stocks"),
    "nav_scores": Sentence("성적표", "Scorecards"),
    "nav_status": Sentence("상태", "Status"),
    "nav_settings": Sentence("설정 점검", "Settings check"),
    "nav_more": Sentence("더보기", "More"),
    "skip": Sentence("본문으로 가기", "Skip to the content"),
    "theme": Sentence("화면 밝기", "Brightness"),
    "theme_auto": Sentence("기기 설정", "As the device"),
    "theme_light": Sentence("밝게", "Light"),
    "theme_dark": Sentence("어둡게", "Dark"),
    "language": Sentence("언어", "Language"),
    "sign_out": Sentence("로그아웃", "Sign out"),
    "sign_out_everywhere": Sentence("모든 기기에서 로그아웃", "Sign out everywhere"),
    "account": Sentence("계정 {person}", "Signed in as {person}"),
    "account_local": Sentence("이 컴퓨터에서 보는 중", "On this computer"),
    "market_time": Sentence("시장 시각 (한국)", "Market time (Korea)"),
    "strip_session": Sentence("{state} ({since}부터)", "{state} (since {since})"),
    "not_ready": Sentence(
        "봇이 시작하는 중입니다. 잠시 뒤 다시 열어 주세요.",
        "The bot is starting. Please try again in a moment.",
    ),
    "needs_script": Sentence(
        "이 화면은 자바스크립트가 켜져 있어야 움직입니다. 브라우저 설정에서 켜 주세요.",
        "This page needs JavaScript. Please switch it on in your browser.",
    ),
}

CHAT = {
    "chat": Sentence("채팅", "Chat"),
    "lead_title": Sentence(
        "조건식에 종목이 들어오고 나가는 순간 알려 드립니다.",
        "Be told the moment a stock enters or leaves your condition.",
    ),
    "lead": Sentence(
        "키움 영웅문에 저장한 조건검색식을 봇이 지켜보다가 편입·이탈을 이 화면과 텔레그램·슬랙으로 보냅니다. 아래 단추로 시작해 보세요.",
        "The bot watches the condition searches you saved at Kiwoom and tells entries and exits here, in Telegram and in Slack. Start with a button below.",
    ),
    "quick_subscribe": Sentence("조건식 0 구독", "Subscribe to condition 0"),
    "quick_conditions": Sentence("조건식 목록", "List the conditions"),
    "quick_help": Sentence("도움말", "Help"),
    "quick": Sentence("처음이라면", "To begin with"),
    "messages": Sentence("대화", "Conversation"),
    "write": Sentence("명령을 입력하세요", "Write a command"),
    "placeholder": Sentence("예: 구독 0", "e.g. /subscribe 0"),
    "send": Sentence("보내기", "Send"),
    "offers": Sentence("명령 후보", "Suggestions"),
    "older": Sentence("이전 대화 더 보기", "Show older messages"),
    "newest": Sentence("최신으로", "To the newest"),
    "newest_count": Sentence("새 메시지 {count}개", "{count} new"),
    "working": Sentence("처리하는 중…", "Working…"),
    "sending": Sentence("보내는 중", "Sending"),
    "waiting": Sentence("연결되면 보냅니다", "Sent once connected"),
    "connecting": Sentence("연결하는 중…", "Connecting…"),
    "lost": Sentence("연결 끊김 · 다시 연결 중", "Connection lost · reconnecting"),
    "in_seconds": Sentence("({seconds}초 뒤)", "(in {seconds} s)"),
    "offline": Sentence(
        "인터넷이 끊겼습니다 · 이어지면 다시 연결합니다",
        "You are offline · reconnecting when you are back",
    ),
    "stale": Sentence(
        "그동안의 알림은 다시 연결되면 빠짐없이 나옵니다.",
        "What comes meanwhile is shown as soon as it is back.",
    ),
    "signed_out": Sentence(
        "로그인이 끝났습니다. 채팅에서 /web 으로 새 링크를 받아 주세요.",
        "You are signed out. Get a new link with /web in a chat.",
    ),
    "starting": Sentence("봇이 시작하는 중 · 곧 연결됩니다", "The bot is starting · one moment"),
    "back": Sentence("다시 연결되었습니다", "Connected again"),
    "close": Sentence("닫기", "Close"),
    "today": Sentence("오늘", "Today"),
    "me": Sentence("나", "You"),
    "bot": Sentence("봇", "Bot"),
    "not_understood": Sentence(
        "화면이 보낸 것을 읽지 못했습니다. 새로고침해 주세요.",
        "What the page sent could not be read. Please reload it.",
    ),
    "too_many_at_once": Sentence(
        "앞의 명령이 아직 끝나지 않았습니다. 답이 온 뒤 다시 보내 주세요.",
        "Earlier commands are still running. Send it again once they are answered.",
    ),
    "command_failed": Sentence(
        "답을 만들지 못했습니다. 다시 보내 주세요.", "That got no answer. Please send it again."
    ),
    "file_gone": Sentence(
        "이 그림이나 파일은 더 이상 보관하고 있지 않습니다. 명령을 다시 보내 주세요.",
        "This picture or file is kept no more. Send the command again.",
    ),
    "gap": Sentence(
        "끊긴 동안 온 말이 많아 최근 것만 보입니다. 그 앞은 ‘이전 대화 더 보기’에 있습니다.",
        "So much came while you were away that only the latest is shown. ‘Show older messages’ has the rest.",
    ),
    "copy": Sentence("복사", "Copy"),
    "copied": Sentence("✓ 복사했습니다", "✓ Copied"),
    "copy_failed": Sentence(
        "이 브라우저가 복사를 막았습니다. 선택된 글자를 길게 누르거나 Ctrl+C로 복사해 주세요.",
        "This browser does not let it be copied. Press and hold what is selected, or press Ctrl+C.",
    ),
    "nothing_chosen": Sentence("선택 안 함", "None"),
}

LIVE = {
    "live": Sentence("실시간 편입·이탈", "Live entries and exits"),
    "live_all": Sentence("전체", "All"),
    "live_filter": Sentence("조건식으로 거르기", "Filter by condition"),
    "live_kind": Sentence("종류로 거르기", "Filter by kind"),
    "live_both": Sentence("모두", "Both"),
    "live_entry": Sentence("편입", "IN"),
    "live_exit": Sentence("이탈", "OUT"),
    "live_stock": Sentence("종목", "Stock"),
    "live_about": Sentence("시각 · 조건식", "Time · condition"),
    "live_rate": Sentence("등락률", "Change"),
    "live_price": Sentence("가격(원)", "Price (won)"),
    "live_volume": Sentence("거래량(주)", "Volume"),
    "live_unknown": Sentence("조건 미확인", "condition unknown"),
    "live_missed": Sentence("놓침", "missed"),
    "live_polled": Sentence("조회", "polled"),
    "live_not_watched": Sentence("구독하지 않음", "not watched"),
    "live_subscribe": Sentence("구독", "Subscribe"),
    "live_subscribed": Sentence("이 대화에서 구독 중", "Subscribed in this chat"),
    "live_empty": Sentence(
        "아직 편입·이탈이 없습니다. 장이 열리고 조건식을 구독하면 여기로 바로 들어옵니다.",
        "Nothing entered or left yet. Once the market is open and a condition is subscribed, it comes in here at once.",
    ),
    "live_empty_filter": Sentence(
        "이 거름에 맞는 편입·이탈이 아직 없습니다.", "Nothing fits this filter yet."
    ),
    "live_earlier": Sentence(
        "이보다 앞선 편입·이탈은 기록에서 보기", "Earlier ones are in the history"
    ),
    "live_gap": Sentence(
        "끊긴 동안 {since}–{until} 사이의 편입·이탈 일부는 보관 기간이 지나 여기에 없을 수 있습니다.",
        "While you were away, from {since} to {until}, some may be missing here: they are kept no longer.",
    ),
    "live_gap_more": Sentence("남은 기록 보기", "See what is left in the history"),
    "live_no_conditions": Sentence(
        "아직 받은 조건식이 없습니다. 영웅문에서 조건식을 서버에 저장하면 여기에 나옵니다.",
        "There are no conditions yet. Save one to the server in Kiwoom's trading program and it is listed here.",
    ),
    "live_pause": Sentence("잠시 멈춤", "Pause"),
    "live_resume": Sentence("이어 보기", "Resume"),
    "live_held": Sentence("멈춘 동안 {count}건", "{count} while paused"),
    "live_members": Sentence("지금 들어 있는 종목", "Inside now"),
    "live_nobody": Sentence("지금 들어 있는 종목이 없습니다.", "No stock is inside now."),
    "live_announce": Sentence("{kind}: {stock}, {condition}", "{kind}: {stock}, {condition}"),
}

PAGE = FRAME | CHAT | LIVE

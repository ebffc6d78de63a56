"""The sentences of the guided set-up: its page, its checks, and what the terminal says."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

SETUP = {
    "title": Sentence("키움 조건검색 봇 설정", "Setting up the Kiwoom condition bot"),
    "lead": Sentence(
        "처음 한 번만 하면 됩니다. 넣은 값은 바로 확인하고, 이 컴퓨터의 .env 파일에만 저장합니다.",
        "This is done once. What you enter is checked at once, and kept in the .env file of this computer alone.",
    ),
    "terminal": Sentence(
        "봇을 설정합니다. 이 컴퓨터의 브라우저에서 이 주소를 열어 주세요:\n{url}\nCtrl-C로 끝냅니다.",
        "To set the bot up, open this address in a browser on this computer:\n{url}\nCtrl-C ends it.",
    ),
    "terminal_again": Sentence(
        "앞의 주소는 이미 쓰였거나 틀렸습니다. 새 주소입니다:\n{url}",
        "The last address was used or wrong. Here is a new one:\n{url}",
    ),
    "terminal_saved": Sentence(
        "{path} 파일에 저장했습니다. 봇을 시작합니다. 채팅에서 봇에게 /start 를 보내 보세요.\n봇은 이 창이 열려 있는 동안 돕니다. Ctrl-C로 끝냅니다.",
        "Saved to {path}. The bot is starting: send it /start in your chat.\nIt runs as long as this window is open. Ctrl-C ends it.",
    ),
    "closed": Sentence(
        "이 주소는 이미 쓰였거나 맞지 않습니다. 터미널에 새로 나온 주소를 열어 주세요.",
        "This address was used already or is wrong. Open the new one that the terminal shows.",
    ),
    "too_much": Sentence(
        "보낸 내용을 읽지 못했습니다. 화면을 새로 고친 뒤 다시 넣어 주세요.",
        "What was sent could not be read. Reload the page and enter it again.",
    ),
    "check": Sentence("확인", "Check"),
    "checking": Sentence("확인하는 중…", "Checking…"),
    "good": Sentence("확인됨", "Good"),
    "doubtful": Sentence("아직", "Note"),
    "bad": Sentence("문제", "Wrong"),
    "kept": Sentence(
        "넣은 값이 있습니다. 비워 두면 그대로 씁니다.", "There is a value; left empty, it stays."
    ),
    "optional": Sentence("선택", "optional"),
    "language": Sentence("언어", "Language"),
    # --- Kiwoom
    "kiwoom": Sentence("1. 키움 앱키", "1. Kiwoom app key"),
    "kiwoom_how": Sentence(
        "openapi.kiwoom.com 에 로그인해 앱키와 시크릿키를 발급받고, 이 컴퓨터의 IP를 등록한 뒤 붙여 넣어 주세요.",
        "Log in at openapi.kiwoom.com, get an app key and a secret key, register this computer's IP address, and paste both here.",
    ),
    "server": Sentence("어느 서버의 키인가요?", "Which server is the key for?"),
    "server_real": Sentence("실전투자", "Real trading"),
    "server_mock": Sentence("모의투자", "Mock trading"),
    "server_other": Sentence("다른 서버 {url}", "Another server {url}"),
    "app_key": Sentence("앱키 (App Key)", "App key"),
    "app_secret": Sentence("시크릿키 (Secret Key)", "Secret key"),
    "kiwoom_good": Sentence(
        "키움이 접근토큰을 내주었습니다.", "Kiwoom issued a token: the key is good."
    ),
    "kiwoom_empty": Sentence(
        "앱키와 시크릿키를 모두 넣어 주세요.", "Enter both the app key and the secret key."
    ),
    "unprintable": Sentence(
        "값에 줄바꿈이나 쓸 수 없는 글자가 섞여 있습니다. 다시 복사해 붙여 넣어 주세요.",
        "There is a line break or a sign in it that cannot be. Copy and paste it again.",
    ),
    "kiwoom_refused": Sentence(
        "키움이 이 앱키와 시크릿키를 받아 주지 않습니다. 빠진 글자 없이 다시 복사했는지, 두 값이 바뀌지 않았는지 봐 주세요.",
        "Kiwoom refuses this key. See that both were copied whole and are not swapped.",
    ),
    "kiwoom_other_is_right": Sentence(
        "이 키는 {server} 서버의 키라서 그쪽으로 바꿔 확인했습니다.",
        "This key belongs to the server {server}, which was chosen and checked instead.",
    ),
    "kiwoom_wrong_server": Sentence(
        "앱키와 서버가 서로 다릅니다. 위에서 실전투자·모의투자를 바꿔 고르고 다시 확인해 주세요.",
        "Key and server do not belong together. Choose the other server above and check again.",
    ),
    "kiwoom_address": Sentence(
        "이 컴퓨터의 IP가 키움에 등록되어 있지 않습니다. openapi.kiwoom.com 의 앱키 관리에서 등록한 뒤 다시 확인해 주세요.",
        "This computer's IP address is not registered with Kiwoom. Register it at openapi.kiwoom.com, then check again.",
    ),
    "kiwoom_away": Sentence(
        "{url} 에서 제대로 된 답이 오지 않습니다. 인터넷 연결을 확인하고, 밤이나 주말이면 점검 중일 수 있으니 나중에 다시 해 주세요.",
        "{url} gives no proper answer. Check the internet connection; at night or on weekends Kiwoom may be under maintenance.",
    ),
    # --- Telegram
    "telegram": Sentence("2. 텔레그램", "2. Telegram"),
    "telegram_how": Sentence(
        "텔레그램에서 @BotFather 에게 /newbot 을 보내 봇을 만들고, 받은 토큰을 붙여 넣어 주세요.",
        "In Telegram, send /newbot to @BotFather, make a bot, and paste the token it gives you.",
    ),
    "token": Sentence("봇 토큰", "Bot token"),
    "telegram_good": Sentence("{name} 봇의 토큰입니다.", "This is the token of {name}."),
    "telegram_empty": Sentence(
        "@BotFather 에게서 받은 토큰을 넣어 주세요.", "Enter the token from @BotFather."
    ),
    "chat_away": Sentence(
        "{url} 에 연결하지 못했습니다. 인터넷 연결과 방화벽을 확인해 주세요.",
        "{url} cannot be reached. Check the internet connection and the firewall.",
    ),
    "say_hello": Sentence(
        "이제 텔레그램에서 {name} 봇을 열고 ‘시작’을 누르거나 /start 를 보내 주세요. 보낸 사람이 아래에 나오면 본인인지 확인하고 눌러 주세요.",
        "Now open {name} in Telegram and press START, or send /start. Whoever did appears below: press your own name.",
    ),
    "waiting": Sentence("메시지를 기다리는 중…", "Waiting for a message…"),
    "its_me": Sentence("{name} ({identity}) — 저입니다", "{name} ({identity}): that is me"),
    "nameless": Sentence("이름 없음", "no name"),
    # --- Slack
    "slack": Sentence("3. 슬랙", "3. Slack"),
    "slack_open": Sentence("슬랙도 쓰기", "Use Slack as well"),
    "slack_way": Sentence("슬랙과 어떻게 연결할까요?", "How is Slack connected?"),
    "slack_way_socket": Sentence(
        "소켓 모드 · 공유기 뒤의 집 PC에서도 됩니다 (권장)",
        "Socket Mode, which works behind a home router too (recommended)",
    ),
    "slack_way_http": Sentence(
        "HTTP · 밖에서 열리는 https 주소가 있을 때만",
        "HTTP, only with an https address that is reached from outside",
    ),
    "slack_how": Sentence(
        "아래 매니페스트를 모두 복사해 api.slack.com/apps → Create New App → From a manifest 에 붙여 넣고 앱을 설치한 뒤, 두 값을 넣어 주세요.",
        "Copy the whole manifest, paste it at api.slack.com/apps → Create New App → From a manifest, install the app, and enter these two.",
    ),
    "slack_manifest": Sentence("앱 매니페스트 열기", "Open the app manifest"),
    "slack_manifest_later": Sentence(
        "먼저 주소를 넣고 ‘확인’을 누르면 슬랙에 넣을 매니페스트와 Request URL이 나옵니다.",
        "Enter the address and press ‘Check’ first; then the manifest and the Request URL for Slack appear.",
    ),
    "slack_url": Sentence(
        "밖에서 이 봇을 여는 주소 (https://…)", "This bot's address from outside (https://…)"
    ),
    "slack_request_url": Sentence(
        "슬랙에 넣을 Request URL: {url} (매니페스트에 들어 있습니다)",
        "Request URL to enter at Slack: {url} (the manifest has it)",
    ),
    "slack_address": Sentence(
        "밖에서 열리는 주소를 https://bot.example.com 처럼, 뒤에 경로 없이 넣어 주세요.",
        "Enter the address that is reached from outside, like https://bot.example.com, without a path.",
    ),
    "slack_bot": Sentence(
        "봇 토큰 · OAuth & Permissions의 xoxb-…", "Bot token: xoxb-…, from OAuth & Permissions"
    ),
    "slack_app": Sentence(
        "앱 토큰 · Basic Information → App-Level Tokens에서 connections:write 로 만든 xapp-…",
        "App token: xapp-…, made with connections:write at Basic Information → App-Level Tokens",
    ),
    "slack_signing": Sentence(
        "서명 비밀값 (Signing Secret) · Basic Information → App Credentials",
        "Signing Secret, from Basic Information → App Credentials",
    ),
    "slack_good": Sentence("{name}에 연결됩니다.", "It connects to {name}."),
    "slack_empty": Sentence("두 토큰을 모두 넣어 주세요.", "Enter both tokens."),
    "slack_empty_http": Sentence(
        "봇 토큰과 Signing Secret을 모두 넣어 주세요.",
        "Enter both the bot token and the Signing Secret.",
    ),
    "slack_away": Sentence(
        "{url} 로 보낸 요청이 이 컴퓨터의 {port} 포트까지 오지 않았습니다. https 프록시나 터널을 켜고 다시 확인해 주세요. 저장은 지금 해도 됩니다.",
        "A request to {url} did not reach port {port} of this computer. Start the https proxy or tunnel and check again; you may save now all the same.",
    ),
    "slack_dropped": Sentence(
        "{name} 값도 있습니다. 둘 다 있으면 소켓 모드만 쓰이므로, 확인을 마치고 저장하면 그 값을 비웁니다.",
        "{name} is set as well. With both, only Socket Mode is used; once this is checked, saving empties it.",
    ),
    "slack_me": Sentence(
        "슬랙의 내 프로필 → ⋮ → ‘멤버 ID 복사’로 얻은 값을 아래 주인에 넣어 주세요 (slack:U…).",
        "Take your member id from your Slack profile → ⋮ → ‘Copy member ID’, and add it to the owners below (slack:U…).",
    ),
    # --- owners
    "owners": Sentence("4. 봇 주인", "4. Owners"),
    "owners_how": Sentence(
        "여기 있는 사람만 봇에게 명령할 수 있습니다. 다른 사람은 나중에 /invite 로 부릅니다.",
        "Only these people may command the bot. Others are invited later with /invite.",
    ),
    "owners_none": Sentence("아직 없음", "none so far"),
    "owner_add": Sentence(
        "직접 넣기 (슬랙은 slack:U0123ABCD)", "Add one (of Slack: slack:U0123ABCD)"
    ),
    "owner_wrong": Sentence(
        "‘{said}’ 형식이 아닙니다. telegram:123456789 나 slack:U0123ABCD 처럼 넣어 주세요.",
        "‘{said}’ is no id. Enter it like telegram:123456789 or slack:U0123ABCD.",
    ),
    "add": Sentence("넣기", "Add"),
    "remove": Sentence("빼기", "Remove"),
    # --- saving
    "save": Sentence("저장하고 봇 시작", "Save and start the bot"),
    "not_ready": Sentence(
        "먼저 키움 앱키를 넣고 ‘확인’을 눌러 주세요.",
        "First enter the Kiwoom app key and press ‘Check’.",
    ),
    "no_chat": Sentence(
        "텔레그램이나 슬랙 없이도 시작할 수 있습니다. 그때는 이 컴퓨터의 웹 페이지에서만 알림을 봅니다.",
        "It also starts without Telegram and Slack; alerts are then seen on this computer's page alone.",
    ),
    "no_owner": Sentence(
        "봇 주인이 없어서 채팅에서는 아무도 명령할 수 없습니다. 위에서 본인을 골라 주세요.",
        "There is no owner, so nobody may command the bot from a chat. Choose yourself above.",
    ),
    "unwritable": Sentence(
        "{path} 파일에 쓰지 못했습니다({reason}). 폴더의 권한을 확인한 뒤 다시 눌러 주세요.",
        "{path} cannot be written ({reason}). Check the folder's permissions and press again.",
    ),
    "saved_wrong": Sentence(
        "저장했지만 다시 읽지 못합니다: {reason}", "It was saved, but cannot be read back: {reason}"
    ),
    "outranked": Sentence(
        "{names} 값이 환경 변수에도 있어 .env보다 앞섭니다. 환경 변수를 지우고 다시 눌러 주세요.",
        "{names} is also set in the environment, which outranks .env. Unset it and press again.",
    ),
    "done": Sentence("저장했습니다. 봇을 시작합니다…", "Saved. The bot is starting…"),
    "done_page": Sentence("잠시 뒤 봇의 페이지로 넘어갑니다.", "In a moment the bot's page opens."),
    "done_close": Sentence(
        "이 창은 닫아도 됩니다. 텔레그램이나 슬랙에서 봇에게 말을 걸어 보세요.",
        "You may close this window. Talk to the bot in Telegram or Slack.",
    ),
    "done_called": Sentence(
        "봇이 시작되면 api.slack.com/apps → 앱 → Event Subscriptions 에서 Request URL({url})이 Verified인지 보고, 아니면 Retry를 눌러 주세요.",
        "Once the bot runs, see at api.slack.com/apps → your app → Event Subscriptions that the Request URL ({url}) is Verified; if not, press Retry.",
    ),
    "done_guarded": Sentence(
        "밖에서도 열리는 주소가 생겼으므로 봇의 페이지는 로그인해야 열립니다. 채팅에서 /web 을 보내거나, .env의 WEB_TOKEN 값을 넣어 주세요.",
        "Now that it is reached from outside, the bot's page asks who you are: send /web in a chat, or enter the WEB_TOKEN of .env.",
    ),
    "done_slow": Sentence(
        "봇의 페이지가 아직 열리지 않습니다. 터미널에 나온 말을 확인해 주세요.",
        "The bot's page does not open yet. See what the terminal says.",
    ),
}

SETUP_ERRORS = {
    "setup_no_port": Sentence(
        "설정 화면을 열 포트를 얻지 못했습니다({reason}). WEB_PORT를 다른 번호로 정하고 다시 실행해 주세요.",
        "No port for the set-up page could be had ({reason}). Set another WEB_PORT and run it again.",
    ),
}

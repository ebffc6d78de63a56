"""The sentences of the web face's door: keys, signing in, problems, health."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

PROBLEM = {
    # --- titles, by status
    "status_400": Sentence("잘못된 요청", "Bad request"),
    "status_401": Sentence("로그인이 필요합니다", "Please sign in"),
    "status_403": Sentence("권한 없음", "Not allowed"),
    "status_404": Sentence("찾을 수 없음", "Not found"),
    "status_405": Sentence("쓸 수 없는 메서드", "Method not allowed"),
    "status_408": Sentence("요청이 너무 느림", "Request too slow"),
    "status_409": Sentence("지금은 할 수 없음", "Conflict"),
    "status_410": Sentence("더는 쓸 수 없음", "Gone"),
    "status_413": Sentence("너무 큰 요청", "Too large"),
    "status_421": Sentence("잘못된 주소", "Wrong address"),
    "status_422": Sentence("입력 확인 필요", "Invalid input"),
    "status_429": Sentence("너무 잦은 요청", "Too many requests"),
    "status_500": Sentence("내부 오류", "Internal error"),
    "status_502": Sentence("증권사 거절", "Refused by the broker"),
    "status_503": Sentence("잠시 쓸 수 없음", "Not available now"),
    "status_504": Sentence("응답 없음", "No answer in time"),
    "status_4xx": Sentence("잘못된 요청", "Bad request"),
    "status_5xx": Sentence("서버 오류", "Server error"),
    # --- who asks
    "sign_in": Sentence(
        "로그인이 필요합니다. 채팅에서 {/web} 을 보내 링크를 받거나, {/token} 으로 만든 토큰을 Authorization: Bearer 머리말에 넣어 주세요.",
        "Please sign in: send {/web} in a chat for a link, or put a token from {/token} into the header Authorization: Bearer.",
    ),
    "wrong_token": Sentence(
        "토큰이 맞지 않거나 폐기되었습니다. 채팅에서 {/token} 으로 새로 만들어 Authorization: Bearer 머리말에 넣어 주세요.",
        "This token is wrong or was revoked. Make another with {/token} in a chat and put it into the header Authorization: Bearer.",
    ),
    "no_rights": Sentence(
        "이 계정에는 이제 사용 권한이 없습니다. 봇 주인에게 {/invite} 초대를 부탁해 주세요.",
        "This account has no rights any more. Ask an owner for an {/invite}.",
    ),
    "only_here": Sentence(
        "토큰 없이는 봇이 도는 컴퓨터에서 직접 열 때만 쓸 수 있습니다. 프록시를 거치려면 WEB_TOKEN을 정하고 다시 시작해 주세요.",
        "Without a token the page is for the machine it runs on alone. To reach it through a proxy, set WEB_TOKEN and start again.",
    ),
    "need_viewer": Sentence("권한이 필요합니다.", "You need rights for this."),
    "need_trader": Sentence("거래 권한이 있는 분만 쓸 수 있습니다.", "Only a trader may do this."),
    "need_owner": Sentence("봇 주인만 쓸 수 있습니다.", "Only an owner may do this."),
    "link_gone": Sentence(
        "이미 썼거나 10분이 지난 링크입니다. 채팅에서 {/web} 을 보내 새 링크를 받아 주세요.",
        "This link was used, or is older than 10 minutes. Send {/web} in a chat for a new one.",
    ),
    # --- how it is asked
    "too_fast": Sentence(
        "요청이 너무 잦습니다. {seconds}초 뒤에 다시 해 주세요.",
        "Too many requests. Try again in {seconds} s.",
    ),
    "too_many_wrong": Sentence(
        "틀린 토큰이나 링크가 여러 번 들어와 잠시 막았습니다. {seconds}초 뒤에 다시 해 주세요.",
        "Too many wrong tokens or links came from this address. Try again in {seconds} s.",
    ),
    "too_large": Sentence(
        "보낸 내용이 너무 큽니다. {most} KiB까지 보낼 수 있습니다.",
        "That is too large: at most {most} KiB may be sent.",
    ),
    "too_slow": Sentence(
        "요청이 제때 다 오지 않았습니다. 다시 보내 주세요.",
        "The request did not arrive in time. Please send it again.",
    ),
    "cut_off": Sentence(
        "요청이 끝나기 전에 연결이 끊겼습니다.", "The connection ended before the request did."
    ),
    "wrong_host": Sentence(
        "이 화면은 http://localhost 나 http://127.0.0.1 주소로 열어 주세요. 다른 이름으로 열려면 WEB_TOKEN이 필요합니다.",
        "Open this page as http://localhost or http://127.0.0.1. Any other name needs WEB_TOKEN.",
    ),
    "wrong_origin": Sentence(
        "다른 사이트에서 온 요청이라 받지 않았습니다. 프록시 뒤라면 WEB_URL에 이 화면의 주소를 넣어 주세요.",
        "This request came from another site and was not taken. Behind a proxy, set WEB_URL to the address of this page.",
    ),
    "starting": Sentence(
        "봇이 시작하는 중입니다. 잠시 뒤 다시 해 주세요.",
        "The bot is starting. Please try again in a moment.",
    ),
    "is_404": Sentence(
        "이 주소에는 아무것도 없습니다. 주소를 확인해 주세요.",
        "There is nothing at this address. Please check it.",
    ),
    "is_405": Sentence(
        "이 주소에는 쓸 수 없는 메서드입니다. Allow 머리말에 적힌 것으로 불러 주세요.",
        "This method does not work here. Use one that the header Allow names.",
    ),
    # --- what is asked
    "invalid": Sentence(
        "{name} 값으로 쓸 수 없는 것입니다: {said}", "{name}: ‘{said}’ is not usable."
    ),
    "missing": Sentence("{name} 값이 필요합니다.", "{name} is needed."),
    "no_json": Sentence("본문이 올바른 JSON이 아닙니다.", "The body is no valid JSON."),
    "no_json_type": Sentence(
        "본문이 JSON이라는 머리말이 필요합니다: Content-Type: application/json",
        "Say that the body is JSON, in the header Content-Type: application/json.",
    ),
    "whole": Sentence(
        "{name} 값에는 정수를 넣어 주세요 (받은 값: {said}).",
        "{name} must be a whole number, not ‘{said}’.",
    ),
    "number": Sentence(
        "{name} 값에는 숫자를 넣어 주세요 (받은 값: {said}).",
        "{name} must be a number, not ‘{said}’.",
    ),
    "yes_no": Sentence(
        "{name} 값에는 true나 false를 넣어 주세요 (받은 값: {said}).",
        "{name} must be true or false, not ‘{said}’.",
    ),
    "words": Sentence("{name} 값에는 글자를 넣어 주세요.", "{name} must be a string."),
    "shape": Sentence(
        "{name} 값의 모양이 맞지 않습니다: {said}", "{name}: ‘{said}’ has the wrong shape."
    ),
    "unknown": Sentence(
        "여기서 쓰지 않는 값입니다: {name}", "{name} is not something that can be set here."
    ),
    "moment": Sentence(
        "{name} 값에는 시간대가 붙은 시각을 넣어 주세요. 예: 2026-11-23T09:00:00+09:00",
        "{name} must be a time with its zone, e.g. 2026-11-23T09:00:00+09:00.",
    ),
    "day": Sentence(
        "{name} 값에는 날짜를 넣어 주세요. 예: 2026-11-23",
        "{name} must be a day, e.g. 2026-11-23.",
    ),
    "list": Sentence("{name} 값에는 목록을 넣어 주세요.", "{name} must be a list."),
    "object": Sentence("{name} 값에는 JSON 객체를 넣어 주세요.", "{name} must be a JSON object."),
    "at_least": Sentence(
        "{name} 값은 {right} 이상이어야 합니다.", "{name} must be at least {right}."
    ),
    "more_than": Sentence(
        "{name} 값은 {right}보다 커야 합니다.", "{name} must be more than {right}."
    ),
    "at_most": Sentence("{name} 값은 {right} 이하여야 합니다.", "{name} must be at most {right}."),
    "less_than": Sentence(
        "{name} 값은 {right}보다 작아야 합니다.", "{name} must be less than {right}."
    ),
    "no_longer": Sentence(
        "{name} 값은 {right}자까지입니다.", "{name} may have at most {right} characters."
    ),
    "no_shorter": Sentence(
        "{name} 값은 {right}자 이상이어야 합니다.", "{name} must have at least {right} characters."
    ),
    "no_more": Sentence(
        "{name} 값에는 {right}개까지 넣을 수 있습니다.", "{name} may have at most {right} items."
    ),
    "no_fewer": Sentence(
        "{name} 값에는 {right}개 이상 넣어 주세요.", "{name} must have at least {right} items."
    ),
    "one_of_two": Sentence(
        "condition과 expression 가운데 꼭 하나를 넣어 주세요.",
        "Give either condition or expression: one of them, and not both.",
    ),
    "one_of": Sentence(
        "{name} 값은 다음 가운데 하나여야 합니다: {right}", "{name} must be one of: {right}"
    ),
}

SIGN = {
    "title": Sentence("로그인", "Sign in"),
    "how": Sentence(
        "텔레그램이나 슬랙에서 봇에게 {/web} 을 보내면 10분 동안 쓸 수 있는 로그인 링크가 옵니다.",
        "Send {/web} to the bot in Telegram or Slack for a link that signs you in within 10 minutes.",
    ),
    "token": Sentence("토큰", "Token"),
    "with_token": Sentence("토큰으로 로그인", "Sign in with a token"),
    "enter": Sentence("로그인", "Sign in"),
    "press": Sentence(
        "단추를 누르면 이 브라우저에서 로그인합니다. 링크는 한 번만 쓸 수 있습니다.",
        "Press the button to sign in with this browser. The link works once.",
    ),
    "gone_title": Sentence("쓸 수 없는 링크", "This link works no more"),
    "home": Sentence("처음으로", "Home"),
}

HEALTH = {
    "session": Sentence("키움 세션: {state}", "Kiwoom session: {state}"),
    "database": Sentence("데이터베이스에 쓸 수 없음", "the database cannot be written"),
    "web_starting": Sentence("웹 화면을 준비하는 중입니다.", "The web page is being opened."),
    "web_port_taken": Sentence(
        "{port} 포트를 열 수 없어 웹 화면이 꺼져 있습니다({reason}). 그 포트를 쓰는 프로그램을 끄거나 WEB_PORT를 바꿔 다시 시작하세요. 계속 다시 시도합니다.",
        "The web page is off: port {port} cannot be opened ({reason}). Stop the program that uses it, or set another WEB_PORT and start again. It is being tried again.",
    ),
}

KEYS = {
    "private": Sentence(
        "토큰과 로그인 링크는 봇과의 1:1 대화에서만 드립니다. 그곳에서 다시 보내 주세요.",
        "Tokens and sign-in links are for a private chat with the bot. Please ask there.",
    ),
    "no_page": Sentence(
        "웹 화면이 꺼져 있습니다(WEB_PORT=0). 봇 주인이 .env의 WEB_PORT를 정하고 다시 시작하면 켜집니다.",
        "The web page is switched off (WEB_PORT=0). An owner can set WEB_PORT in .env and start again.",
    ),
    "link": Sentence(
        "**웹 화면 로그인** · {time} 동안 한 번 쓸 수 있습니다.\n{url}",
        "**Sign in to the web page**, good once within {time}.\n{url}",
    ),
    "link_here": Sentence(
        "봇이 도는 컴퓨터에서만 열리는 주소입니다. 다른 기기에서 열려면 봇 주인이 WEB_URL을 정해야 합니다.",
        "This address opens on the bot's own machine only; an owner can set WEB_URL to make it reachable from others.",
    ),
    "link_warning": Sentence(
        "이 링크를 여는 사람은 나로 로그인합니다. 남에게 주지 마세요.",
        "Whoever opens this link is signed in as you. Give it to nobody.",
    ),
    "signed_out": Sentence(
        "모든 브라우저에서 로그아웃했습니다 ({count}곳).",
        "Signed out everywhere ({count}).",
    ),
    "signed_out_none": Sentence(
        "로그인한 브라우저가 없습니다. 쓰지 않은 로그인 링크도 이제 쓸 수 없습니다.",
        "No browser was signed in; links that were not used work no more.",
    ),
    "web_wrong": Sentence(
        "{/web} 뒤에는 로그아웃만 붙일 수 있습니다. 예: {example}",
        "Only logout may follow {/web}. Example: {example}",
    ),
    "none": Sentence(
        "아직 토큰이 없습니다. 토큰은 다른 프로그램이 HTTP API를 부를 때 씁니다.",
        "You have no token yet. Tokens let other programs use the HTTP API.",
    ),
    "list": Sentence("**토큰 {count}개**", "**Tokens: {count}**"),
    "row": Sentence(
        "#{id} **{name}** · {made} 만듦 · {used}", "#{id} **{name}** · made {made} · {used}"
    ),
    "used": Sentence("마지막 사용 {when}", "last used {when}"),
    "never_used": Sentence("아직 안 씀", "never used"),
    "made": Sentence(
        "**새 토큰 {name}** · 지금 한 번만 보여 드립니다.",
        "**A new token, {name}**, shown only now.",
    ),
    "secret": Sentence("`{secret}`", "`{secret}`"),
    "made_how": Sentence(
        "머리말에 이렇게 넣습니다: Authorization: Bearer 토큰\n이 토큰을 가진 사람은 나와 같은 권한으로 봇을 씁니다.",
        "Send it as the header Authorization: Bearer TOKEN.\nWhoever has it may do what you may.",
    ),
    "made_delete": Sentence(
        "옮겨 적은 뒤 이 메시지를 지워 주세요.", "Copy it, then delete this message."
    ),
    "made_kept": Sentence(
        "**새 토큰 {name}** · 토큰 자체는 여기에 남기지 않습니다.",
        "**A new token, {name}**. The token itself is not kept here.",
    ),
    "made_at": Sentence("API 설명: {url}/docs", "The API is described at {url}/docs"),
    "revoked": Sentence("토큰을 폐기했습니다: #{id}", "Token #{id} was revoked."),
    "unknown": Sentence(
        "‘{said}’ 토큰은 없습니다. {/token} 목록의 번호로 골라 주세요.",
        "There is no token ‘{said}’. Pick one by its number from {/token}.",
    ),
    "token_wrong": Sentence(
        "만들 이름이나 폐기할 번호를 붙여 주세요. 예: {example}",
        "Say what to make or revoke. Example: {example}",
    ),
    "unnamed": Sentence("이름 없음", "unnamed"),
}

KEY_BUTTONS = {
    "token_new": Sentence("새 토큰", "New token"),
    "token_revoke": Sentence("폐기 #{id} {name}", "Revoke #{id} {name}"),
    "token_list": Sentence("토큰 목록", "Tokens"),
    "web_open": Sentence("웹 화면 열기", "Open the page"),
    "web_again": Sentence("새 링크", "New link"),
    "web_out": Sentence("모두 로그아웃", "Sign out everywhere"),
}

KEY_COMMANDS = {
    "token": Sentence(
        "다른 프로그램이 쓸 API 토큰을 만들고 폐기합니다", "Make and revoke tokens for the HTTP API"
    ),
    "web": Sentence(
        "웹 화면에 로그인할 링크를 받습니다", "Get a link that signs you in to the web page"
    ),
}

KEY_ARGUMENTS = {
    "token": Sentence("[만들기 이름|폐기 번호]", "[new name|revoke number]"),
    "web": Sentence("[로그아웃]", "[logout]"),
}

KEY_TAKES = {
    "token": Sentence(
        "`만들기 노트북`이면 그 이름의 토큰을 만들고, `폐기 2`면 그 번호를 없앱니다. 적지 않으면 목록을 봅니다.",
        "`new laptop` makes a token of that name, `revoke 2` ends that one; the list where nothing is said.",
    ),
    "web": Sentence(
        "`로그아웃`: 모든 브라우저에서 나갑니다. 적지 않으면 로그인 링크를 받습니다.",
        "`logout` ends every browser's session; a link to sign in where nothing is said.",
    ),
}

KEY_ERRORS = {
    "too_many_keys": Sentence(
        "한 사람이 가질 수 있는 만큼({most}개) 이미 있습니다. {/token} 에서 쓰지 않는 것을 폐기하거나 {/web} 에서 모두 로그아웃해 주세요.",
        "You have as many as one may have ({most}). Revoke a token with {/token}, or sign out everywhere with {/web}.",
    ),
    "port_taken": Sentence(
        "{port} 포트를 열 수 없습니다({reason}). 그 포트를 쓰는 프로그램을 끄거나 WEB_PORT를 바꿔 주세요.",
        "Port {port} cannot be opened ({reason}). Stop the program that uses it, or set another WEB_PORT.",
    ),
    "web_unguarded": Sentence(
        "{name} 값으로는 다른 기기에서도 웹 화면이 열리므로 WEB_TOKEN이 필요합니다. .env에 WEB_TOKEN=길고 짐작할 수 없는 값 한 줄을 넣거나 WEB_HOST=127.0.0.1 로 바꿔 주세요.",
        "With {name} the web page can be reached from other machines, so WEB_TOKEN is needed. Put WEB_TOKEN=something long that nobody guesses into .env, or set WEB_HOST=127.0.0.1.",
    ),
}

KEY_STATUS = {
    "channel_web": Sentence("웹 화면", "Web page"),
}

KEY_DEMO = {
    "page": Sentence(
        "▶ 브라우저에서 여세요: {url}\n",
        "▶ Open this in a browser: {url}\n",
    ),
}

KEY_CHECK = {
    "web_label": Sentence("웹 화면", "web page"),
    "web_off": Sentence("WEB_PORT=0, 쓰지 않음", "WEB_PORT=0, so it is not used"),
    "web_open": Sentence(
        "{url} · 이 컴퓨터에서만, 토큰 없이 (이 컴퓨터에 로그인한 다른 사용자도 주인입니다. 함께 쓰는 컴퓨터면 WEB_TOKEN을 정하세요)",
        "{url} · on this machine only, without a token (every account of this machine is an owner there; where others use it, set WEB_TOKEN)",
    ),
    "web_guarded": Sentence("{url} · 로그인해야 열림", "{url} · for who is signed in"),
    "web_answers": Sentence("{url} 에서 열려 있습니다", "open at {url}"),
    "web_answers_open": Sentence(
        "{url} 에서 열려 있습니다 (토큰 없이: 이 컴퓨터에 로그인한 다른 사용자도 주인입니다. 함께 쓰는 컴퓨터면 WEB_TOKEN을 정하세요)",
        "open at {url} (without a token: every account of this machine is an owner there; where others use it, set WEB_TOKEN)",
    ),
    "web_no_answer": Sentence(
        "봇은 돌고 있지만 웹 화면({url})이 답하지 않습니다. 그 포트를 다른 프로그램이 쓰고 있는지 보고 WEB_PORT를 바꿔 주세요",
        "the bot runs, but its page ({url}) does not answer; see whether another program has the port, or change WEB_PORT",
    ),
    "not_ready": Sentence(
        "봇이 돌고 있지만 준비되지 않았습니다: {reasons}",
        "The bot runs but is not ready: {reasons}",
    ),
}

"""The sentences of `/help`: areas, what may follow a command, examples, what can go wrong."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

GUIDE = {
    "head": Sentence(
        "**도움말**\n영역을 누르거나 바로 적어 보세요. 슬래시 없이 ‘구독 0’처럼 써도 됩니다.",
        "**Help**\nPress an area, or just write; the slash may be left out.",
    ),
    "more": Sentence(
        "명령 하나는 {example}처럼 물어보세요.", "Ask about one command, for example {example}."
    ),
    "nothing": Sentence("뒤에 아무것도 붙이지 않습니다.", "Nothing follows it."),
    "aliases": Sentence("같은 말: {aliases}", "Also: {aliases}"),
    "arguments": Sentence("**붙이는 말**", "**What may follow**"),
    "trouble": Sentence("**잘 안 될 때**", "**When it does not work**"),
    "owner": Sentence("봇 주인만 쓸 수 있습니다.", "For owners only."),
    "trader": Sentence("거래 권한이 있어야 쓸 수 있습니다.", "For traders only."),
    "example": Sentence("예: `{example}`", "Example: `{example}`"),
    "unknown": Sentence(
        "‘{said}’ 명령은 없습니다. 예: {example}",
        "There is no command ‘{said}’. Example: {example}",
    ),
}

GUIDE_GROUPS = {
    "past": Sentence("돌아보기", "Look back"),
}

AREAS = {
    "everybody": Sentence(
        "시작과 도움말, 언어, 다른 대화 연결", "beginning, help, language, other chats"
    ),
    "look": Sentence("조건식과 종목을 지금 봅니다", "conditions and stocks as they are now"),
    "past": Sentence(
        "지난 편입·이탈과 성적을 봅니다", "what entered and left, and what came of it"
    ),
    "follow": Sentence("무엇을 언제 어떻게 알릴지 정합니다", "what you are told, when and how"),
    "run": Sentence("봇을 돌보고 사람을 들입니다", "looking after the bot and its people"),
}
"""what a group of commands is about"""

TAKES = {
    "condition": Sentence(
        "조건식: 번호 `0`, 이름, 이름의 앞부분, `#12`. 적지 않으면 버튼으로 고릅니다.",
        "A condition: its number `0`, its name, the beginning of its name, `#12`. Without one, buttons offer them.",
    ),
    "page": Sentence(
        "쪽: `2`처럼 1부터 셉니다. 적지 않으면 첫 쪽입니다.",
        "A page: `2`, counted from 1; the first where none is said.",
    ),
    "command": Sentence(
        "명령: `search`나 검색처럼 이름으로, 영역은 `보기`처럼 부릅니다.",
        "A command by any of its names, or an area such as `follow`.",
    ),
    "start": Sentence(
        "코드: 초대받았을 때만 붙입니다. `k7m2-9xqa-wd4t` 같은 열두 글자입니다.",
        "A code, only when you were invited: twelve letters and digits like `k7m2-9xqa-wd4t`.",
    ),
    "link": Sentence(
        "코드: 다른 대화에서 받은 것을 여기 붙입니다. 없으면 새 코드를 드립니다.",
        "The code you were given in your other chat; without one you get a new code.",
    ),
    "unlink": Sentence(
        "계정이나 대화: `telegram:1001`처럼. 없으면 버튼으로 고릅니다.",
        "An account or chat, like `telegram:1001`; without one, buttons offer them.",
    ),
    "why": Sentence(
        "종목이나 조건식. 적지 않으면 이 대화에 온 것과 오지 않은 것을 모두 봅니다.",
        "A stock or a condition; without one, all that came to this chat and all that did not.",
    ),
    "pin": Sentence(
        "`고정`은 이 대화 맨 위에 상태를 붙여 1분마다 고칩니다. `고정해제`로 끝냅니다.",
        "`pin` keeps the state at the top of this chat, renewed each minute; `unpin` ends that.",
    ),
    "unmute": Sentence(
        "조건식이나 종목. 적지 않으면 음소거를 모두 끝냅니다.",
        "A condition or a stock; without one every mute ends.",
    ),
    "daily": Sentence(
        "`켬`이나 `끔`. 적지 않으면 지금 어떤지 봅니다.",
        "`on` or `off`; without one you see which it is.",
    ),
    "invite": Sentence(
        "권한(보기, 거래, 주인)과 기간(`30분`, `12시간`, `1일`, 길어도 30일). 적지 않으면 보기, 1일입니다.",
        "A role (viewer, trader, owner) and a time (`30m`, `12h`, `1d`, 30 days at most); without them viewer and a day.",
    ),
    "people": Sentence(
        "사람(`#3`이나 이름)과 할 일(보기, 거래, 주인, 내보내기). 적지 않으면 모두 봅니다.",
        "A person (`#3` or a name) and what to do (viewer, trader, owner, remove); without one, the list.",
    ),
    "logs": Sentence(
        "줄 수. 적지 않으면 마지막 몇 줄입니다.", "How many lines; the last few where none is said."
    ),
}
"""by what a command takes, or by its hint"""

EXAMPLES = {
    "start": Sentence(
        "`{/start} k7m2-9xqa-wd4t` — 초대받은 코드로",
        "`{/start} k7m2-9xqa-wd4t` — with the code of an invitation",
    ),
    "link": Sentence(
        "`{/link} k7m2-9xqa-wd4t` — 다른 대화에서 받은 코드로",
        "`{/link} k7m2-9xqa-wd4t` — with the code of your other chat",
    ),
    "unlink": Sentence(
        "`{/unlink} telegram:1001` — 그 계정을 떼어 냅니다",
        "`{/unlink} telegram:1001` — that account is no longer you",
    ),
    "status": Sentence(
        "`{/status} 고정` — 대화 맨 위에 붙여 둡니다",
        "`{/status} pin` — kept at the top of the chat",
    ),
    "watch": Sentence(
        "`{/watch} 005930 ±3%` — 전일 종가에서 3% 움직이면\n`{/watch} 005930 거래량 200% 반복` — 전일 거래량의 두 배, 날마다\n`{/watch} 005930 신고가 장마감` — 오늘 장 마감까지\n`{/watch}` — 걸어 둔 것 모두",
        "`{/watch} 005930 +-3%` — 3% away from the last close\n`{/watch} 005930 volume 200% repeat` — twice the volume of the day before, each day\n`{/watch} 005930 yearhigh close` — until today's close\n`{/watch}` — all there are",
    ),
    "search": Sentence(
        "`{/search} 0&3` — 둘 다에 든 종목\n`{/search} 0 거래량순` — 거래량이 많은 것부터",
        "`{/search} 0&3` — what is in both\n`{/search} 0 volume` — by volume",
    ),
    "quote": Sentence(
        "`{/quote} 005930` — 코드로\n`{/quote} ㅅㅅㅈㅈ` — 초성으로",
        "`{/quote} 삼성` — by the beginning of a name\n`{/quote} ㅅㅅㅈㅈ` — by initial consonants",
    ),
    "chart": Sentence(
        "`{/chart} 005930` — 일봉\n`{/chart} 삼성전자 주 dark` — 주봉, 어두운 화면",
        "`{/chart} 005930` — daily\n`{/chart} 005930 w dark` — weekly, dark",
    ),
    "subscribe": Sentence(
        "`{/subscribe} 0` — 편입·이탈 모두\n`{/subscribe} 0 편입만 조용히` — 편입만, 소리 없이\n`{/subscribe} 0&3` — 둘 다 맞게 되는 순간",
        "`{/subscribe} 0` — all that enters and leaves\n`{/subscribe} 0 entries silent` — entries only, without a sound\n`{/subscribe} 0&3` — the moment both are true",
    ),
    "options": Sentence(
        "`{/options} 0` — 지금 설정\n`{/options} 0 모아 10분` — 10분마다 모아서",
        "`{/options} 0` — as they are now\n`{/options} 0 digest 10m` — together, every ten minutes",
    ),
    "mute": Sentence(
        "`{/mute} 1시간` — 모든 알림\n`{/mute} 0 장마감` — 조건식 하나",
        "`{/mute} 1h` — every alert\n`{/mute} 0 close` — one condition",
    ),
    "why": Sentence(
        "`{/why} 0` — 조건식 하나\n`{/why}` — 이 대화의 모두",
        "`{/why} 0` — one condition\n`{/why}` — all of this chat",
    ),
    "people": Sentence(
        "`{/people} #3 거래` — 거래 권한을 줍니다\n`{/people} #3 내보내기`",
        "`{/people} #3 trader` — may trade from now on\n`{/people} #3 remove`",
    ),
}
"""further examples, each with what it does"""

TROUBLE = {
    "start": Sentence(
        "· 코드가 틀렸다고 하면 한 번 쓴 것이거나 기간이 지난 것입니다. 새 초대를 부탁해 주세요.\n· 다섯 번 틀리면 한 시간 동안 코드를 받지 않습니다.",
        "· A code that is refused was used once or is too old: ask for a new invitation.\n· After five wrong codes none is looked at for an hour.",
    ),
    "link": Sentence(
        "· 코드는 10분 동안 한 번만 쓸 수 있습니다.\n· 코드는 봇과의 1:1 대화에서만 드립니다.",
        "· A code is good once, for ten minutes.\n· You get one in private only.",
    ),
    "conditions": Sentence(
        "· 목록이 비어 있으면 영웅문4 [0150]에서 ‘내조건식 저장’을 했는지 확인해 주세요. 새 조건식은 1분 안에 나타납니다.\n· 번호는 PC에서 고치면 바뀝니다. 구독은 이름을 따라갑니다.",
        "· Nothing listed? Save the condition in Hero4 (screen 0150); a new one shows up within a minute.\n· Numbers move when you edit on the PC. Subscriptions follow the name.",
    ),
    "search": Sentence(
        "· 조금 전과 결과가 같으면 1분 안에 다시 물은 것입니다. 언제 조회했는지 위에 나옵니다.\n· 개장 전에는 결과가 비어 있습니다.\n· 식이 틀리면 틀린 글자를 가리킵니다.",
        "· The same answer again? Kiwoom is asked once a minute; the time stands above.\n· Before the opening every result is empty.\n· A mistake in an expression is shown at its letter.",
    ),
    "quote": Sentence(
        "· 키움과 끊겨 있으면 마지막으로 본 값과 그 시각을 보여 드립니다.\n· 이름이 비슷한 종목이 여럿이면 버튼으로 고릅니다.",
        "· Without a connection to Kiwoom you get what was seen last, with its time.\n· Several stocks with such a name become buttons.",
    ),
    "chart": Sentence(
        "· 그림을 받을 수 없는 대화방이면 글로만 답합니다. 봇에게 사진 권한을 주세요.\n· 새로 상장한 종목은 봉과 이동평균이 짧습니다.",
        "· A group that allows no pictures gets words alone; let the bot send photos there.\n· A stock that was listed lately has few candles and short averages.",
    ),
    "why": Sentence(
        "· 기록에 없으면 봇이 꺼져 있었거나 그 조건식을 아무도 구독하지 않은 때입니다.\n· 어느 대화에서 묻는지에 따라 답이 다릅니다.",
        "· Nothing on record means the bot was away, or nobody followed the condition then.\n· The answer is about the chat you ask in.",
    ),
    "status": Sentence(
        "· 🔴 줄이 있으면 그것부터 보세요. 무엇을 하면 되는지 함께 나옵니다.\n· 시각이 멈춰 있으면 봇이 꺼진 것입니다.",
        "· A 🔴 line comes first, with what helps.\n· A time that stands still means that the bot is off.",
    ),
    "history": Sentence(
        "· 봇이 꺼져 있던 동안과 보관 기간이 지난 것은 없습니다.",
        "· What happened while the bot was off, or too long ago, is not on record.",
    ),
    "export": Sentence(
        "· 봇이 꺼져 있던 동안과 보관 기간이 지난 것은 없습니다.\n· 긴 기간은 만드는 데 시간이 걸립니다.",
        "· What happened while the bot was off, or too long ago, is not in it.\n· A long range takes a while.",
    ),
    "score": Sentence(
        "· 편입이 몇 번 없으면 숫자에 뜻이 없습니다. 그럴 때는 그렇다고 말합니다.\n· 봇이 켜져 있던 동안의 편입만 셉니다.",
        "· A few entries prove nothing, and the answer says so.\n· Only entries while the bot was on are counted.",
    ),
    "subscribe": Sentence(
        "· 오지 않으면 {/why} 뒤에 종목을 적어 이유를, {/status} 로 봇의 상태를 보세요.\n· 너무 많으면 `등락률>3` 같은 필터, `모아 10분`, {/mute} 가 돕습니다.\n· 100종목이 넘거나 실시간 10개가 다 차면 조회해 알리므로 1분쯤 늦습니다.\n· PC에서 조건식 이름을 바꾸면 구독을 멈추고 물어봅니다.\n· 구독은 대화마다 따로입니다. 대화방에는 봇을 먼저 초대해 주세요.",
        "· Nothing comes? {/why} with a stock says why, {/status} how the bot is.\n· Too much? Filters such as `rate>3`, `digest 10m` and {/mute} help.\n· Beyond 100 stocks or ten real-time conditions it is polled, about a minute late.\n· Rename a condition on the PC and its subscription pauses and asks.\n· Each chat has its own subscriptions; a group needs the bot inside first.",
    ),
    "unsubscribe": Sentence(
        "· 구독은 대화마다 따로라, 다른 대화로 오는 알림은 그 대화에서 끊습니다.",
        "· Each chat has its own subscriptions: end the alerts of another chat there.",
    ),
    "subscriptions": Sentence(
        "· 이 대화의 구독만 나옵니다. ⏸ 는 멈춘 것이고 이유가 함께 나옵니다.",
        "· Only this chat's are listed. ⏸ is a paused one, with its reason.",
    ),
    "options": Sentence(
        "· 값을 모르는 종목에는 필터를 적용하지 않고, 알림에 그렇게 적습니다.\n· 말한 것만 바뀝니다. 필터는 `필터지우기`로 모두 없앱니다.",
        "· A stock whose price is unknown is not filtered, and the alert says so.\n· Only what you say changes; `nofilter` drops every filter.",
    ),
    "pause": Sentence(
        "· 멈춘 동안의 것은 모으지 않습니다. 모아 받으려면 {/mute} 를 쓰세요.",
        "· Nothing is gathered meanwhile; {/mute} sums up what it held back.",
    ),
    "resume": Sentence(
        "· 이름이 바뀐 조건식은 먼저 무엇을 이어받을지 골라야 합니다.",
        "· Where the condition was renamed, choose first which one goes on.",
    ),
    "mute": Sentence(
        "· 음소거해도 주인에게 가는 장애 알림은 옵니다.\n· 무엇이 음소거되었는지는 {/mute} 만 보내면 나옵니다.",
        "· What an owner must know comes all the same.\n· {/mute} alone lists what is muted.",
    ),
    "quiet": Sentence(
        "· 시간은 한국 시각입니다. 밤을 넘어가도 됩니다.",
        "· The hours are Korean time and may cross midnight.",
    ),
    "watch": Sentence(
        "· 장이 열려 있을 때만 봅니다. 오지 않으면 {/why} 뒤에 종목을 적어 어떻게 되어 있는지 보세요.\n· 걸 때 이미 닿아 있으면 알리지 않습니다. 벗어났다가 다시 닿을 때 알립니다.\n· 모든 알림이나 그 종목의 음소거({/mute}), 방해 금지({/quiet}) 동안 닿은 것은 버리지 않고 모았다가 끝나면 한 번에 알립니다. 조건식의 음소거는 상관없습니다.\n· 키움과 끊긴 동안의 값은 다시 이어진 뒤 그날의 고가·저가로 알 수 있는 것만 알립니다.\n· 한 대화에 20개까지입니다. 종목이 40개가 넘으면 몇 초 늦을 수 있습니다.",
        "· It is watched while the market is open. Nothing comes? {/why} with the stock says how it stands.\n· What is reached already when you set it is not told, but when it was left and is reached again.\n· What is reached while everything or the stock is muted ({/mute}), or in quiet hours ({/quiet}), is not lost: it is told in one message afterwards. The mute of a condition does not matter.\n· After a break in the connection to Kiwoom only what the day's high and low still show is told.\n· A chat may have 20. Beyond 40 stocks a price may be some seconds late.",
    ),
    "summary": Sentence(
        "· 모든 조건식을 셉니다. 장 마감 뒤에 오는 하루 정리는 그 대화에 온 것만 셉니다.",
        "· It counts every condition; the digest after the close only what came to that chat.",
    ),
    "invite": Sentence(
        "· 초대는 한 번만 쓸 수 있고, 봇과의 1:1 대화에서 만듭니다.\n· 거래와 주인 권한은 믿는 분께만 주세요.",
        "· An invitation is good once, and made in private.\n· Let nobody trade, or own, whom you do not trust.",
    ),
    "people": Sentence(
        "· OWNERS에 적힌 주인은 여기서 바꿀 수 없습니다. 설정을 고치고 {/reload} 를 보내세요.",
        "· Owners named in OWNERS are changed in the settings, followed by {/reload}.",
    ),
    "takeover": Sentence(
        "· 곧 다시 끊기면 같은 앱키를 쓰는 프로그램이 아직 켜져 있는 것입니다.",
        "· Cut off again at once? Another program still uses the app key.",
    ),
    "reload": Sentence(
        "· 다시 시작해야 바뀌는 설정은 이름을 알려 드립니다.",
        "· Settings that need a restart are named in the answer.",
    ),
    "lang": Sentence(
        "· 텔레그램의 명령 목록은 텔레그램 앱의 언어를 따릅니다.",
        "· Telegram's list of commands follows the language of the Telegram app.",
    ),
}
"""what can go wrong, and what helps"""

GUIDE_BUTTONS = {
    "back_help": Sentence("◀ 도움말", "◀ Help"),
    "try_it": Sentence("해 보기", "Try it"),
}

"""The sentences of what watches over the bot: what is wrong, each day's summary, what owners do."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

NOTICES = {
    "session_taken": Sentence(
        "⛔ **{time}부터 알림이 멈췄습니다**\n다른 프로그램이 같은 앱키로 키움에 로그인했습니다. 키움은 앱키 하나에 접속 하나만 허용합니다. 그 프로그램을 끈 뒤 {/takeover} 를 보내면 다시 시작하고, 놓친 것을 모아 알립니다.",
        "⛔ **Alerts have stopped at {time}**\nAnother program logged in to Kiwoom with the same app key, and Kiwoom allows one login a key. Close that program, then send {/takeover}: alerts go on and what was missed is told.",
    ),
    "session_still_taken": Sentence(
        "⛔ **알림이 멈춰 있습니다** ({time}부터)\n다른 프로그램이 키움에 로그인해 있어 오늘도 지켜보지 못합니다. 그 프로그램을 끈 뒤 {/takeover} 를 보내면 다시 시작합니다.",
        "⛔ **Alerts are stopped** (since {time})\nAnother program is logged in to Kiwoom, so nothing is watched today. Close it, then send {/takeover}: alerts go on.",
    ),
    "conflict": Sentence(
        "⛔ **{channel}: 봇이 둘입니다** ({time}부터)\n다른 프로그램이 같은 토큰을 써서 {channel} 명령을 받지 못합니다. 알림은 계속 갑니다.\n두 번 켰으면 하나를 꺼 주세요. 아니면 토큰이 샌 것이니 BotFather에서 새로 받아 주세요.\n🔒 매매 명령은 {/unfreeze} 까지 막습니다.",
        "⛔ **{channel}: there are two bots** (since {time})\nAnother program uses the same token, so no {channel} command arrives here. Alerts go on.\nStarted twice? Stop one. If not, the token has leaked: get a new one from BotFather.\n🔒 Orders are frozen until {/unfreeze}.",
    ),
    "conflict_over": Sentence(
        "✅ {channel}: 다시 이 봇뿐입니다.", "✅ {channel}: this bot is alone again."
    ),
    "conflict_over_frozen": Sentence(
        "✅ {channel}: 다시 이 봇뿐입니다.\n🔒 매매 명령은 {/unfreeze} 까지 막습니다.",
        "✅ {channel}: this bot is alone again.\n🔒 Orders are frozen until {/unfreeze}.",
    ),
    "channel_down": Sentence(
        "🔴 {channel} 연결이 {seconds}초 넘게 되지 않습니다. 계속 다시 연결하고, 알림은 쌓아 두었다가 보냅니다.\n이유: {reason}",
        "🔴 {channel} has not worked for more than {seconds} s. The bot keeps trying; alerts wait and are sent afterwards.\nReason: {reason}",
    ),
    "channel_back": Sentence(
        "✅ {channel} 연결이 다시 됩니다. 쌓인 알림을 보냅니다.",
        "✅ {channel} works again. What waited is being sent.",
    ),
    "condition_unwatched": Sentence(
        "🔴 **{name}**\n2분 넘게 감시가 시작되지 않아 다시 등록하고 있습니다. 계속되면 영웅문4에서 조건식을 다시 저장해 주세요.",
        "🔴 **{name}**\nIt has not been watched for more than two minutes and is being registered anew. If that goes on, save the condition again in Hero4.",
    ),
    "condition_watched": Sentence(
        "✅ **{name}**\n감시 문제가 끝났습니다.",
        "✅ **{name}**\nThe trouble with watching it is over.",
    ),
    "job_stuck": Sentence(
        "🔴 봇의 작업이 끝나지 않고 있습니다: {job}\n몇 분 뒤에도 그대로면 봇을 다시 시작해 주세요.",
        "🔴 A job of the bot's does not come to an end: {job}\nIf that lasts for minutes, restart the bot.",
    ),
    "job_failing": Sentence(
        "🔴 봇의 작업이 세 번 잇달아 실패했습니다: {job}\n계속 다시 시도합니다.\n이유: {reason}",
        "🔴 A job of the bot's failed three times in a row: {job}\nIt is tried again.\nReason: {reason}",
    ),
    "job_well": Sentence(
        "✅ 봇의 작업이 다시 됩니다: {job}", "✅ A job of the bot's works again: {job}"
    ),
    "disk_full": Sentence(
        "🔴 디스크가 거의 찼습니다({free} MB 남음). 오래된 기록을 지웠습니다. 다 차면 알림을 적지 못하니 공간을 비워 주세요.",
        "🔴 The disk is nearly full ({free} MB free). Old records were deleted. A full disk stops alerts: please free some space.",
    ),
    "disk_well": Sentence(
        "✅ 디스크 공간이 다시 넉넉합니다.", "✅ There is enough space on the disk again."
    ),
    "clock_right": Sentence(
        "✅ 이 컴퓨터의 시계가 다시 맞습니다.", "✅ This computer's clock is right again."
    ),
    "condition_renamed": Sentence(
        "⏸ **{name}**\n키움 목록에서 이 조건식의 이름이 바뀌어 구독을 멈췄습니다. 이제 ‘{now}’입니다. 같은 조건식인가요?",
        "⏸ **{name}**\nIn Kiwoom's list it is now called ‘{now}’, so its subscription is paused. Is it still the one you want?",
    ),
    "condition_several": Sentence(
        "⏸ **{name}**\n키움 목록에서 자리가 바뀌었는데 같은 이름이 여럿이라 구독을 멈췄습니다. 어느 것을 이어 받을까요?",
        "⏸ **{name}**\nIt moved in Kiwoom's list, where several have its name now, so its subscription is paused. Which one do you want?",
    ),
    "condition_gone": Sentence(
        "⏸ **{name}**\n키움 목록에서 조건식이 사라져 구독을 멈췄습니다. 영웅문4에서 같은 이름으로 다시 저장하면 저절로 이어집니다.",
        "⏸ **{name}**\nThe condition is no longer in Kiwoom's list, so its subscription is paused. Save it again under its name in Hero4 and it goes on by itself.",
    ),
}

DAILY = {
    "holiday": Sentence("🏖 오늘은 휴장({note})", "🏖 No trading today ({note})"),
    "next": Sentence("다음 개장 {time}", "next opening {time}"),
    "quiet": Sentence("🌙 **오늘 알림 없음** ({day})", "🌙 **No alerts today** ({day})"),
    "unwatched": Sentence(
        "⚠️ **오늘은 지켜보지 못했습니다** ({day})", "⚠️ **Today was not watched** ({day})"
    ),
    "unwatched_taken": Sentence(
        "다른 프로그램이 키움에 로그인해 있어, 종목이 드나들었는지 알 수 없습니다.",
        "Another program was logged in to Kiwoom, so nobody knows what entered or left.",
    ),
    "unwatched_lost": Sentence(
        "키움에 연결되지 않아, 종목이 드나들었는지 알 수 없습니다.",
        "There was no connection to Kiwoom, so nobody knows what entered or left.",
    ),
    "closed_early": Sentence(
        "장이 {time}에 일찍 끝났습니다.", "The market closed early, at {time}."
    ),
    "no_match": Sentence(
        "지켜본 조건식에 드나든 종목이 없었습니다.",
        "No stock entered or left the conditions that were watched.",
    ),
    "no_match_then": Sentence(
        "지켜본 동안에는 조건식에 드나든 종목이 없었습니다.",
        "No stock entered or left the conditions while they were watched.",
    ),
    "kept_back": Sentence(
        "드나든 종목은 있었지만 설정에 따라 보내지 않았습니다.",
        "Stocks did move, but your settings kept them back.",
    ),
    "watched": Sentence("지켜본 조건식: {names}", "Watched: {names}"),
    "wanted": Sentence("구독한 조건식: {names}", "Subscribed: {names}"),
    "as_realtime": Sentence("실시간", "real time"),
    "as_polled": Sentence("주기 조회", "by searches"),
    "as_asked": Sentence("등록 중", "being registered"),
    "as_waiting": Sentence("대기", "waiting"),
    "more": Sentence("외 {count}개", "and {count} more"),
    "digest": Sentence("📋 **하루 정리** ({day})", "📋 **The day in short** ({day})"),
    "total": Sentence("편입 {entries} · 이탈 {exits}", "{entries} in · {exits} out"),
    "unattributed": Sentence("조건 미확인", "condition unknown"),
    "active": Sentence("많이 움직인 종목", "Most active"),
    "times": Sentence("{stock} {count}회", "{stock} {count}×"),
    "lateness": Sentence(
        "알림까지 보통 {median} · 95%는 {slow} 안에",
        "To your phone: median {median} · 95% within {slow}",
    ),
    "held": Sentence("모아 둔 알림 {count}", "held back {count}"),
    "filtered": Sentence("조건에 안 맞아 거른 알림 {count}", "filtered out {count}"),
    "failed": Sentence("보내지 못한 알림 {count}", "could not be sent {count}"),
    "missed": Sentence("놓친 것 모아 알림 {count}회", "reports of what was missed {count}"),
    "reconnects": Sentence("키움 재연결 {count}회", "reconnected to Kiwoom {count}×"),
    "away_lost": Sentence(
        "지켜보지 못한 때: {spans} (키움에 연결되지 않음)",
        "Not watched: {spans} (no connection to Kiwoom)",
    ),
    "away_taken": Sentence(
        "지켜보지 못한 때: {spans} (다른 프로그램이 로그인)",
        "Not watched: {spans} (another program was logged in)",
    ),
    "away_reason": Sentence("이유: {reason}", "Reason: {reason}"),
    "away_do": Sentence(
        "아직 그대로입니다. {/takeover} 를 보내면 다시 로그인합니다.",
        "It still is so. {/takeover} logs in again.",
    ),
    "no_faults": Sentence("탈 없이 지나갔습니다.", "Nothing went wrong."),
    "why": Sentence("까닭은 {/why} 에서 볼 수 있습니다.", "{/why} tells why."),
    "off": Sentence(
        "모든 조건식은 {/summary} · 그만 받으려면 {/daily} off",
        "All conditions: {/summary} · to end these: {/daily} off",
    ),
}

JOBS = {
    "day": Sentence("하루 시작", "new day"),
    "watches": Sentence("감시 정리", "watching"),
    "known": Sentence("편입 종목 저장", "saving who is inside"),
    "wanted": Sentence("구독 확인", "reading subscriptions"),
    "waiting": Sentence("대기 알림 확인", "waiting alerts"),
    "held": Sentence("모아 둔 알림 보내기", "summing up held alerts"),
    "token": Sentence("키움 접속 토큰 갱신", "renewing the Kiwoom token"),
    "probe": Sentence("조건식 목록 확인", "listing the conditions"),
    "session": Sentence("접속 새로 하기", "renewing the session"),
    "stocks": Sentence("종목 목록 받기", "the list of stocks"),
    "alarm": Sentence("이상 확인", "looking for trouble"),
    "audit": Sentence("실시간 점검", "checking real time"),
    "presence": Sentence("접속 기록", "noting the session"),
    "taken": Sentence("빼앗긴 접속 알리기", "reminding of a taken session"),
    "daily": Sentence("하루 정리", "summing up the day"),
    "disk": Sentence("디스크 확인", "looking at the disk"),
    "deadman": Sentence("생존 신호", "the sign of life"),
    "heartbeat": Sentence("생존 파일", "the heartbeat file"),
    "retention": Sentence("오래된 기록 지우기", "deleting old records"),
    "pinned": Sentence("고정 상태 고치기", "the pinned status"),
}

ANSWERS = {
    "frozen": Sentence(
        "{since}부터 주문이 막혀 있습니다({reason}). 확인한 뒤 주인이 {/unfreeze} 를 보내면 풀립니다.",
        "Orders have been frozen since {since} ({reason}). Once that is clear, an owner's {/unfreeze} lets them through.",
    ),
    "unfrozen": Sentence("매매 명령을 막아 두었던 것을 풀었습니다.", "Orders go through again."),
    "not_frozen": Sentence("막아 둔 매매 명령이 없습니다.", "Orders are not frozen."),
    "adopted": Sentence(
        "**{old}** 구독을 **{new}** 조건식으로 이어 갑니다.",
        "The subscription of **{old}** now follows **{new}**.",
    ),
    "adopt_gone": Sentence(
        "이어 받을 조건식이 이제 키움 목록에 없습니다. {/conditions} 에서 골라 주세요.",
        "That condition is no longer in Kiwoom's list. Please pick one from {/conditions}.",
    ),
    "adopt_wrong": Sentence(
        "이 버튼은 이제 쓸 수 없습니다. {/subscriptions} 에서 골라 주세요.",
        "This button is of no use any more. Please pick from {/subscriptions}.",
    ),
    "logs": Sentence(
        "**최근 로그 {count}줄**", "**The last {count} {count:line|lines} of the log**"
    ),
    "logs_none": Sentence("아직 기록된 로그가 없습니다.", "Nothing has been logged yet."),
    "logs_private": Sentence(
        "로그는 봇과의 1:1 대화에서만 보여 드립니다. 그곳에서 다시 보내 주세요.",
        "The log is shown in a private chat with the bot only. Please ask there.",
    ),
    "logs_wrong": Sentence(
        "몇 줄을 볼지 1부터 {most}까지로 적거나, 명령 기록을 보려면 audit을 적어 주세요. 예: {example}",
        "Say how many lines, 1 to {most}, or audit for what was done. Example: {example}",
    ),
    "audit": Sentence(
        "**최근 명령 기록 {count}개**", "**The last {count} {count:command|commands}**"
    ),
    "audit_none": Sentence("기록된 명령이 아직 없습니다.", "No command has been recorded yet."),
    "reload_changed": Sentence("바로 바꿨습니다: {names}", "Changed at once: {names}"),
    "reload_restart": Sentence("다시 시작해야 바뀝니다: {names}", "These need a restart: {names}"),
    "reload_nothing": Sentence("바뀐 설정이 없습니다.", "No setting has changed."),
    "reload_absent": Sentence(
        "여기서는 설정을 다시 읽을 수 없습니다. 봇을 다시 시작해 주세요.",
        "Settings cannot be read again here. Please restart the bot.",
    ),
}

STATUS = {
    "frozen": Sentence(
        "🔒 매매 명령 막아 둠 · {since}부터 · {reason} · 확인한 뒤 {/unfreeze}",
        "⛔ Orders frozen · since {since} · {reason} · once clear, {/unfreeze}",
    ),
}

BUTTONS = {
    "adopt": Sentence("‘{now}’ 이어 받기", "Follow ‘{now}’"),
    **{
        f"adopt_{at}": Sentence(f"{{seq{at}}}번 이어 받기", f"Follow number {{seq{at}}}")
        for at in range(1, 7)
    },
    "unfreeze": Sentence("매매 명령 풀기", "Unfreeze orders"),
}

COMMANDS = {
    "unfreeze": Sentence("막아 둔 매매 명령을 풉니다", "Let orders through again"),
    "logs": Sentence("봇의 최근 로그를 봅니다", "The last lines of the bot's log"),
    "reload": Sentence("설정을 다시 읽습니다", "Read the settings again"),
    "adopt": Sentence(
        "멈춘 구독을 다른 조건식으로 이어 받습니다",
        "Let a paused subscription follow another condition",
    ),
}

ARGUMENTS = {"logs": Sentence("[줄 수·audit]", "[lines·audit]")}

REASONS = {
    "conflict": Sentence(
        "다른 프로그램이 같은 봇 토큰을 씀", "another program uses the bot's token"
    ),
    "condition_several": Sentence("같은 이름의 조건식이 여럿", "several conditions have its name"),
}

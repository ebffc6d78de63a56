"""The sentences that explain: the way of an event, silence, what to expect, the state of it all."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

ERRORS = {
    "why_unknown": Sentence(
        "‘{said}’ 종목도 조건식도 찾지 못했습니다. {/why} 삼성전자, {/why} 005930, {/why} 0처럼 적어 주세요.",
        "‘{said}’ is neither a stock nor a condition. Say {/why} with a stock's code or name, or with a condition's number or name.",
    ),
}

WHY = {
    "chat": Sentence("**이 대화의 최근 알림**", "**The last alerts of this chat**"),
    "stock": Sentence("**{name}** {code}", "**{name}** {code}"),
    "condition": Sentence("**{name}** ({seq}번)", "**{name}** (number {seq})"),
    "choose": Sentence(
        "‘{said}’ 이름의 종목이나 조건식이 여럿입니다. 어느 것인가요?",
        "Several stocks or conditions can be meant by ‘{said}’. Which one?",
    ),
    "nothing_stock": Sentence(
        "기록된 편입·이탈이 없습니다. 까닭이 될 만한 것은 다음과 같습니다.",
        "It is not known to have entered or left anything. This is what can explain that:",
    ),
    "nothing_condition": Sentence(
        "아직 편입·이탈이 없었습니다.", "Nothing has entered or left it yet."
    ),
    "nothing_chat": Sentence(
        "이 대화로 온 알림이 아직 없습니다. 까닭이 될 만한 것은 다음과 같습니다.",
        "No alert has come to this chat yet. This is what can explain that:",
    ),
    "no_more": Sentence("더 오래된 기록은 없습니다.", "There is nothing older."),
    # --- one event ---
    "realtime": Sentence("📥 {time} 받음 · 실시간", "📥 {time} received · real time"),
    "poll": Sentence(
        "📥 {time} 받음 · 조회로 찾음({span} 사이)",
        "📥 {time} received · found by a search ({span})",
    ),
    "missed": Sentence(
        "📥 {time} 받음 · 끊긴 동안의 것({span})", "📥 {time} received · from while away ({span})"
    ),
    "at_broker": Sentence("키움에서 {age} 늦음", "{age} late at Kiwoom"),
    "unattributed": Sentence(
        "❔ 조건 미확인 · 구독이 있는 모든 대화에 알림",
        "❔ condition unknown · told wherever anything is subscribed",
    ),
    "matched": Sentence(
        "🔗 {time} 구독 중인 조건식 · {name}", "🔗 {time} subscribed here · {name}"
    ),
    "matched_any": Sentence("🔗 {time} 구독이 있는 대화", "🔗 {time} subscribed here"),
    "unfollowed": Sentence(
        "🚫 이 대화에서 구독하지 않는 조건식: {name}", "🚫 not subscribed here: {name}"
    ),
    "unfollowed_any": Sentence("🚫 이 대화에는 구독이 없음", "🚫 nothing is subscribed here"),
    "younger": Sentence(
        "🚫 구독을 시작하기 전의 일({time}부터 구독)", "🚫 before it was subscribed (since {time})"
    ),
    "asleep": Sentence("⏸ 구독이 멈춰 있음 · {reason}", "⏸ the subscription is paused · {reason}"),
    "was_asleep": Sentence(
        "⏸ 그때는 구독이 멈춰 있었음", "⏸ the subscription was paused at the time"
    ),
    "queued": Sentence("⏳ {time}부터 보낼 차례를 기다림", "⏳ waiting its turn since {time}"),
    "paused": Sentence(
        "⏸ {channel} 쪽에서 {time}까지 기다리라고 함", "⏸ {channel} asked to wait until {time}"
    ),
    "sending": Sentence("📤 {time}부터 보내는 중", "📤 being sent since {time}"),
    "held": Sentence("🔕 {time}까지 미룸 · {why}", "🔕 held back until {time} · {why}"),
    "filtered": Sentence("🧹 {time} 걸러짐 · {why}", "🧹 {time} filtered out · {why}"),
    "folded": Sentence(
        "🔁 {time} 앞선 알림에 접음(편입↔이탈)", "🔁 {time} folded into an earlier alert (IN↔OUT)"
    ),
    "sent": Sentence("✅ {time} 보냄", "✅ {time} sent"),
    "sent_late": Sentence("✅ {time} 보냄 · {age} 만에", "✅ {time} sent · after {age}"),
    "seconds": Sentence("{seconds}초", "{seconds} s"),
    "resend": Sentence("(재전송)", "(sent again)"),
    "in_summary": Sentence("모아서({why})", "in a summary ({why})"),
    "diverted": Sentence("{channel} 대신", "instead of {channel}"),
    "failed": Sentence("❌ {time} 보내지 못함 · {reason}", "❌ {time} not sent · {reason}"),
    "hold_muted": Sentence("음소거", "muted"),
    "hold_quiet": Sentence("방해 금지 시간", "quiet hours"),
    "hold_digest": Sentence("모아 받기", "digest"),
    "hold_cooldown": Sentence("같은 종목 쉬기", "cooldown of the stock"),
    "hold_folded": Sentence("앞선 알림에 접을 것", "to be folded into an earlier alert"),
    "hold_diverted": Sentence("다른 대화로 보냄", "told in another chat"),
    "filter": Sentence("{filter} 필터", "the filter on {filter}"),
    "silent_at_home": Sentence(
        "원래 대화가 음소거나 방해 금지 중", "the chat it was meant for is muted or quiet"
    ),
    "filter_bound": Sentence("{bound} 필터", "wanted: {bound}"),
    "filter_seen": Sentence("{bound} 필터인데 {seen}", "wanted: {bound}, it was {seen}"),
    "filter_kinds": Sentence("{bound} 받기로 함", "wanted: {bound}"),
    "name_of_kinds": Sentence("편입·이탈", "entries and exits"),
    "name_of_markets": Sentence("시장", "the market"),
    "name_of_name": Sentence("종목 이름", "the name"),
    "name_of_price": Sentence("가격", "the price"),
    "name_of_rate": Sentence("등락률", "the change"),
    "name_of_volume": Sentence("거래량", "the volume"),
    "name_of_value": Sentence("거래대금", "the trading value"),
    # --- what is the case now ---
    "now": Sentence("**지금**", "**Now**"),
    "session": Sentence("{light} {state} · {time}부터", "{light} {state} · since {time}"),
    "follows": Sentence("🔔 {name} · {how}", "🔔 {name} · {how}"),
    "asleep_here": Sentence("⏸ {name} · 멈춤: {reason}", "⏸ {name} · paused: {reason}"),
    "follows_nothing": Sentence("🚫 이 대화에는 구독이 없음", "🚫 nothing is subscribed here"),
    "others": Sentence(
        "➖ 다른 구독 {count}개에는 이 종목의 기록 없음",
        "➖ {count} other subscriptions never had this stock",
    ),
    "all_others": Sentence(
        "➖ 구독 {count}개 모두 이 종목의 기록 없음",
        "➖ None of the {count} subscriptions ever had this stock",
    ),
    "inside": Sentence("지금 들어 있음", "it is inside now"),
    "inside_at_first": Sentence(
        "지켜보기 시작할 때부터 들어 있어 알리지 않음",
        "it was inside when the watch began, so it was not told",
    ),
    "outside": Sentence("지금 들어 있지 않음", "it is not inside now"),
    "muted_all": Sentence(
        "🔕 모든 알림 음소거 · {time}까지", "🔕 everything is muted until {time}"
    ),
    "muted": Sentence("🔕 {what} 음소거 · {time}까지", "🔕 {what} is muted until {time}"),
    "quiet": Sentence("🌙 방해 금지 시간 {hours}", "🌙 quiet hours {hours}"),
    "quiet_now": Sentence("🌙 지금은 방해 금지 시간({hours})", "🌙 quiet hours now ({hours})"),
    "real_time": Sentence("실시간", "real time"),
    "polled": Sentence("주기적으로 조회", "searched again and again"),
    "polled_why": Sentence("주기적으로 조회({why})", "searched again and again ({why})"),
    "asked": Sentence(
        "실시간 등록 중, 키움의 첫 답을 기다림", "being registered, Kiwoom has not answered"
    ),
    "waiting": Sentence("키움 연결을 기다림", "waiting for Kiwoom"),
    "unlisted": Sentence("키움 목록에 없어 기다림", "not in Kiwoom's list, so it waits"),
    "unwatched": Sentence(
        "구독하는 대화가 없어 지켜보지 않음", "nobody subscribes to it, so it is not watched"
    ),
    "stocks_inside": Sentence("지금 {count}종목", "{count} {count:stock|stocks} inside"),
    "known_at": Sentence("{time} 확인", "as of {time}"),
    "last": Sentence("마지막 편입·이탈 {time}", "the last entry or exit {time}"),
    "today": Sentence(
        "📊 오늘 편입 {entries} · 이탈 {exits}", "📊 Today {entries} in · {exits} out"
    ),
    "here": Sentence("🔔 이 대화에서 {time}부터 구독", "🔔 subscribed here since {time}"),
    "here_asleep": Sentence(
        "⏸ 이 대화의 구독은 멈춤 · {reason}", "⏸ its subscription is paused · {reason}"
    ),
    "not_here": Sentence("🚫 이 대화에서는 구독하지 않음", "🚫 not subscribed here"),
}

CAPACITY = {
    "none": Sentence(
        "예상: 아직 기록이 없어 알 수 없습니다.", "To expect: there is no history yet."
    ),
    "nothing": Sentence(
        "예상: 최근 {days}일에는 이 옵션에 맞는 것이 없었습니다.",
        "To expect: nothing in the last {days} {days:day|days} would have matched these options.",
    ),
    "little": Sentence(
        "예상: 기록이 {span}뿐이라 아직 알 수 없습니다.",
        "To expect: {span} of history are too little to tell.",
    ),
    "nothing_so_far": Sentence(
        "예상: 최근 {span} 기록에는 이 옵션에 맞는 것이 없었습니다.",
        "To expect: nothing in the {span} known so far would have matched these options.",
    ),
    "expect_so_far": Sentence(
        "예상: 최근 {span} 기록 기준 {messages}건, 가장 바쁠 때 1분에 {busiest}건 (하루치는 아직 모름)",
        "To expect: {messages} came in the {span} known so far, {busiest} in the busiest minute (no whole day yet)",
    ),
    "digest_so_far": Sentence(
        "예상: 최근 {span} 기록 기준 모아서 {messages}건 (편입·이탈 {events}번, 하루치는 아직 모름)",
        "To expect: {messages} {messages:digest|digests} in the {span} known so far ({events} entries and exits, no whole day yet)",
    ),
    "expect": Sentence(
        "예상: 하루 약 {messages}건, 가장 바쁠 때 1분에 {busiest}건 (최근 {days}일)",
        "To expect: about {messages} a day, {busiest} in the busiest minute (last {days} {days:day|days})",
    ),
    "digest": Sentence(
        "예상: 모아서 하루 약 {messages}건 (최근 {days}일, 편입·이탈 {events}번)",
        "To expect: about {messages} {messages:digest|digests} a day (last {days} {days:day|days}, {events} entries and exits)",
    ),
    "exceeds": Sentence(
        "⚠️ 이 대화는 1분에 {allowed}건까지라, 바쁠 때는 여럿을 묶어 보내고 늦을 수 있습니다.",
        "⚠️ This chat takes {allowed} messages a minute, so at the busiest alerts come grouped, and may be late.",
    ),
    "together": Sentence(
        "⚠️ 이 대화의 다른 구독까지 합하면 1분에 {together}건인데 {allowed}건까지라, 바쁠 때는 여럿을 묶어 보내고 늦을 수 있습니다.",
        "⚠️ With what else is subscribed here it makes {together} a minute, and this chat takes {allowed}: at the busiest alerts come grouped, and may be late.",
    ),
    "propose": Sentence(
        "모아 받거나, 봇과의 개인 대화에서 구독하면 더 빠릅니다.",
        "A digest, or subscribing in a private chat with the bot, avoids that.",
    ),
    "propose_digest": Sentence(
        "10분씩 모아 받으면 편합니다.", "A digest of 10 minutes is easier to bear."
    ),
}

STATUS = {
    "updated": Sentence("{light} **{time} 갱신**", "{light} **updated {time}**"),
    "pinned": Sentence(
        "📌 이 대화에 상태를 고정합니다. 1분마다 고치니, 시각이 오래되었으면 봇이 멈춘 것입니다.",
        "📌 The state is pinned here and edited every minute: an old time means the bot is dead.",
    ),
    "pinned_already": Sentence(
        "📌 상태가 이미 고정되어 있습니다. 그만하려면 {/status} 고정 해제라고 보내 주세요.",
        "📌 It is pinned already. {/status} unpin ends that.",
    ),
    "unpinned": Sentence(
        "상태 고정을 그만두었습니다. 고정된 메시지는 더 바뀌지 않습니다.",
        "The state is no longer kept up to date here.",
    ),
    "not_pinned": Sentence(
        "이 대화에는 고정된 상태가 없습니다. {/status} 고정이라고 보내면 고정합니다.",
        "No state is pinned here. {/status} pin does that.",
    ),
    "pin_owner": Sentence(
        "상태 고정은 봇 주인만 할 수 있습니다.", "Only an owner may pin the state."
    ),
    "pin_not_here": Sentence(
        "이 대화에는 고정할 수 없습니다. 텔레그램이나 슬랙 대화에서 해 주세요.",
        "Nothing can be pinned here. Do it in a Telegram or Slack chat.",
    ),
    "pin_words": Sentence(
        "{/status} 뒤에는 고정이나 고정 해제만 올 수 있습니다.",
        "Only pin or unpin may follow {/status}.",
    ),
    "pin_ended": Sentence(
        "📌 {time}에 고정을 그만두었습니다. 아래는 그때의 상태입니다.",
        "📌 No longer kept up to date since {time}; this is how things stood then.",
    ),
    "heard": Sentence("마지막 수신 {age} 전", "last heard {age} ago"),
    "pinged": Sentence("PING {age} 전", "PING {age} ago"),
    "never_pinged": Sentence("PING 아직 없음", "no PING yet"),
    "silent": Sentence(
        "🟡 PING이 {age}째 없습니다. 계속되면 저절로 다시 연결합니다.",
        "🟡 No PING for {age}; if that goes on the bot reconnects by itself.",
    ),
    "token_issued": Sentence("토큰 {issued} 발급 · {time}까지", "Token of {issued} · until {time}"),
    "do_lost": Sentence(
        "저절로 다시 연결합니다. 오래가면 인터넷 연결을 확인해 주세요.",
        "It reconnects by itself; if it takes long, check the internet connection.",
    ),
    "do_taken": Sentence(
        "→ 그 프로그램을 끈 뒤 {/takeover} 를 보내 주세요.",
        "→ Close that program, then send {/takeover}.",
    ),
    "do_stopped": Sentence(
        "→ 위의 문제를 해결한 뒤 {/takeover} 를 보내 주세요.",
        "→ Mend what is said above, then send {/takeover}.",
    ),
    "queue_clear": Sentence("🟢 기다리는 알림 없음", "🟢 No alert is waiting"),
    "queue_waits": Sentence(
        "{light} 기다리는 알림 {count} · 가장 오래된 것 {age}",
        "{light} {count} {count:alert|alerts} waiting · the oldest for {age}",
    ),
    "queue_held": Sentence("미뤄 둔 것 {count}", "{count} held back"),
    "do_queue": Sentence(
        "→ 아래 채널의 오류를 먼저 보세요. 한 대화가 밀렸으면 모아 받기로 줄일 수 있습니다.",
        "→ Look at the channels' errors below first; a chat that cannot keep up is helped by a digest.",
    ),
    "channel_worked": Sentence("성공 {age} 전", "last success {age} ago"),
    "channel_waits": Sentence("대기 {count}", "{count} waiting"),
    "channel_failed": Sentence("　마지막 오류 {time} · {reason}", "　last error {time} · {reason}"),
    "channel_paused": Sentence(
        "　→ **{chat}** 대화에는 {time}까지 보낼 수 없음",
        "　→ nothing may be sent to **{chat}** until {time}",
    ),
    "channel_paused_more": Sentence("　→ 그 밖에 {count}곳", "　→ and to {count} more"),
    "channel_do": Sentence("→ {reason}", "→ {reason}"),
    "channel_down": Sentence(
        "→ 저절로 다시 시도합니다. 오래가면 로그를 확인해 주세요.",
        "→ It is tried again by itself; if it takes long, look into the log.",
    ),
}

BUTTONS = {
    "more": Sentence("더 보기", "More"),
    "digest_10": Sentence("10분 모아 받기", "Digest of 10 min"),
}

COMMANDS = {
    "why": Sentence(
        "종목이나 조건식의 알림이 왜 왔고 왜 안 왔는지 봅니다",
        "Why a stock or condition was told, or was not",
    ),
}

ARGUMENTS = {
    "why": Sentence("[종목|조건식]", "[stock|condition]"),
    "pin": Sentence("[고정|고정 해제]", "[pin|unpin]"),
}

REASONS = {
    "unsubscribed": Sentence("그 전에 구독을 해지함", "it was unsubscribed before"),
    "waits": Sentence("이 대화도 기다리게 되어 돌려보냄", "this chat had to wait as well"),
    "moved": Sentence("다른 대화에서 이미 말함", "said in another chat already"),
}

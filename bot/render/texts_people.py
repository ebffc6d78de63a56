"""The sentences about people: invitations, links, roles, and what strangers are told."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

PEOPLE = {
    "stranger": Sentence(
        "봇 주인의 {/invite} 초대나 OWNERS에 `{person}` 추가가 필요합니다.",
        "You need an owner's {/invite}, or `{person}` in OWNERS.",
    ),
    "code_misread": Sentence(
        "초대 코드가 아닙니다. 코드는 `k7m2-9xqa-wd4t` 같은 열두 글자입니다. 다시 확인하거나 봇 주인에게 새 초대를 부탁해 주세요.",
        "This is no invitation code: one has twelve letters and digits, like `k7m2-9xqa-wd4t`. Check it, or ask an owner for a new invitation.",
    ),
    "not_allowed_trader": Sentence(
        "{command} 명령은 거래 권한이 있는 분만 쓸 수 있습니다.",
        "Only a trader may use {command}.",
    ),
    "too_fast": Sentence(
        "명령이 너무 잦아 잠시 쉽니다. {wait} 뒤에 다시 보내 주세요.",
        "That is too many commands at once. Please go on in {wait}.",
    ),
    "role_viewer": Sentence("보기", "viewer"),
    "role_trader": Sentence("거래", "trader"),
    "role_owner": Sentence("주인", "owner"),
    "role_none": Sentence("권한 없음", "no rights"),
    # --- invitations
    "invited": Sentence(
        "**{role} 초대** · {time} 동안 한 번 쓸 수 있습니다.",
        "**An invitation as {role}**, good once within {time}.",
    ),
    "invited_link": Sentence(
        "초대할 분께 이 링크를 보내 주세요:\n{link}", "Send them this link:\n{link}"
    ),
    "invited_code": Sentence(
        "봇과의 1:1 대화에서 이렇게 보내도 됩니다:", "Or let them say this to the bot, in private:"
    ),
    "invited_only_code": Sentence(
        "초대할 분이 봇과의 1:1 대화에서 이렇게 보내면 됩니다:",
        "Let them say this to the bot, in private:",
    ),
    "invited_command": Sentence("`/start {code}`", "`/start {code}`"),
    "invited_viewer": Sentence(
        "초대받은 분은 이 계정의 조건식과 검색 결과, 알림을 볼 수 있습니다.",
        "They will see the conditions of this account, what they find, and their alerts.",
    ),
    "invited_trader": Sentence(
        "초대받은 분은 이 계정의 조건식과 알림을 보고, 거래 명령도 쓸 수 있습니다.",
        "They will see the conditions of this account and their alerts, and may trade.",
    ),
    "invited_owner": Sentence(
        "초대받은 분은 이 계정의 조건식을 보고 거래하며, 사람을 들이고 내보낼 수도 있습니다. 꼭 믿는 분만 초대해 주세요.",
        "They will see the conditions of this account, may trade, and let people in and out. Invite nobody you do not trust.",
    ),
    "invite_wrong": Sentence(
        "권한(보기, 거래, 주인)과 기간(30분, 12시간, 1일, 길어도 30일)만 붙일 수 있습니다. 예: {example}",
        "Only a role (viewer, trader, owner) and a time (30m, 12h, 1d, at most 30 days) may follow. Example: {example}",
    ),
    "welcome": Sentence("환영합니다. 권한: **{role}**", "Welcome. You are let in as **{role}**."),
    "welcome_again": Sentence(
        "이미 **{role}** 권한이 있어 이 초대는 쓰지 않았습니다. 다른 분께 주셔도 됩니다.",
        "You are **{role}** already, so the invitation was not used up. Somebody else may have it.",
    ),
    "in_already": Sentence(
        "이미 들어와 있습니다(권한: **{role}**). 이 코드는 쓸 필요가 없습니다.",
        "You are in already, as **{role}**; you need no code.",
    ),
    # --- links
    "link_offer": Sentence(
        "**다른 대화 연결**\n연결할 대화(슬랙, 다른 방)에서 {time} 안에 이렇게 말해 주세요:",
        "**Link another chat**\nSay this in the other chat (Slack, a group) within {time}:",
    ),
    "link_command": Sentence("`/link {code}`", "`/link {code}`"),
    "link_warning": Sentence(
        "이 코드를 쓰는 계정은 나와 같은 사람이 됩니다. 남에게 주지 마세요.",
        "Whoever uses this code becomes you. Give it to nobody.",
    ),
    "link_only_private": Sentence(
        "연결 코드는 봇과의 1:1 대화에서 {/link} 를 보내 받습니다.",
        "Send {/link} to the bot in private for a code.",
    ),
    "link_list": Sentence("**연결된 곳**", "**Linked**"),
    "link_none": Sentence("아직 연결된 곳이 없습니다.", "Nothing is linked yet."),
    "link_account": Sentence("{where} 계정", "{where} (account)"),
    "link_here": Sentence("지금 이 계정", "the one you use now"),
    "linked": Sentence(
        "연결했습니다(권한: **{role}**). 다른 대화가 오래(5분 넘게) 기다려야 하는 동안에는 알림이 이 대화로 옵니다.",
        "Linked. You are **{role}** here, and alerts come here while another chat of yours has to wait.",
    ),
    "unlinked": Sentence("{what} 연결을 끊었습니다.", "{what} is linked no more."),
    "unlink_choose": Sentence("무엇의 연결을 끊을까요?", "Which link do you want to end?"),
    # --- people
    "list": Sentence("**사람 {count}명**", "**People: {count}**"),
    "list_legend": Sentence(
        "눌러서 권한을 바꾸거나 내보냅니다. 새로 들이려면 {/invite} 를 보내 주세요.",
        "Press a name to change or remove somebody; {/invite} lets somebody in.",
    ),
    "people_private": Sentence(
        "사람 목록은 봇과의 1:1 대화에서만 보여 드립니다. 그곳에서 다시 보내 주세요.",
        "People are shown in a private chat with the bot only. Please ask there.",
    ),
    "pressed_by": Sentence("👤 {name} 님이 눌렀습니다.", "👤 Pressed by {name}."),
    "since": Sentence("{day}부터", "since {day}"),
    "invited_by": Sentence("{name} 초대", "invited by {name}"),
    "by_settings": Sentence("OWNERS에 적힘", "named in OWNERS"),
    "changed": Sentence(
        "권한을 바꾸었습니다: **{name}** · **{role}**", "**{name}** is **{role}** now."
    ),
    "same_role": Sentence(
        "**{name}** 님은 이미 **{role}** 권한입니다.", "**{name}** is **{role}** already."
    ),
    "confirm_remove": Sentence(
        "**{name}** 님을 내보낼까요? 이 분이 만든 구독도 모두 멈춥니다.",
        "Remove **{name}**? What they subscribed stops as well.",
    ),
    "confirm_owner": Sentence(
        "**{name}** 님을 주인으로 할까요? 거래하고 사람을 내보낼 수 있게 됩니다.",
        "Make **{name}** an owner? They may then trade and remove people.",
    ),
    "removed": Sentence(
        "**{name}** 님을 내보냈습니다. 만든 구독도 멈췄습니다.",
        "**{name}** was removed, and what they subscribed has stopped.",
    ),
    "people_wrong": Sentence(
        "사람 뒤에는 권한(보기, 거래, 주인)이나 내보내기만 붙일 수 있습니다. 예: {example}",
        "Only a role (viewer, trader, owner) or remove may follow the person. Example: {example}",
    ),
}

PEOPLE_BUTTONS = {
    "make_viewer": Sentence("보기로", "Viewer"),
    "make_trader": Sentence("거래로", "Trader"),
    "make_owner": Sentence("주인으로", "Owner"),
    "remove": Sentence("내보내기", "Remove"),
    "remove_yes": Sentence("네, 내보냅니다", "Yes, remove"),
    "owner_yes": Sentence("네, 주인으로 합니다", "Yes, make owner"),
    "people": Sentence("사람 목록", "People"),
    "unlink": Sentence("끊기 {what}", "Unlink {what}"),
    "link_again": Sentence("새 코드", "New code"),
}

PEOPLE_COMMANDS = {
    "invite": Sentence("한 번 쓰는 초대 코드를 만듭니다", "Make a one-time invitation"),
    "people": Sentence("사람들을 보고 권한을 바꿉니다", "See people, change and remove them"),
    "link": Sentence("다른 대화를 나에게 연결합니다", "Link another chat of yours"),
    "unlink": Sentence("연결한 대화나 계정을 끊습니다", "End a link"),
}

PEOPLE_ARGUMENTS = {
    "invite": Sentence("[보기|거래|주인] [기간]", "[viewer|trader|owner] [time]"),
    "people": Sentence("[이름] [보기|거래|주인|내보내기]", "[name] [viewer|trader|owner|remove]"),
    "link": Sentence("[코드]", "[code]"),
    "unlink": Sentence("[연결된 곳]", "[what]"),
    "start": Sentence("[코드]", "[code]"),
}

PEOPLE_ERRORS = {
    "code_refused": Sentence(
        "틀렸거나 이미 썼거나 시간이 지난 코드입니다. 새 코드를 받아 주세요.",
        "This code is wrong, used or expired. Ask for a new one.",
    ),
    "too_many_tries": Sentence(
        "코드를 여러 번 틀려 잠시 막혔습니다. {minutes}분 뒤에 다시 해 주세요.",
        "Too many wrong codes. Try again in {minutes} min.",
    ),
    "private_only": Sentence(
        "초대와 코드는 봇과의 1:1 대화에서만 주고받습니다. 그곳에서 다시 보내 주세요.",
        "Invitations and codes are for a private chat with the bot. Please send it there.",
    ),
    "unknown_person": Sentence(
        "‘{said}’ 님을 찾지 못했습니다. {/people} 목록에서 골라 주세요.",
        "There is nobody called ‘{said}’. Pick somebody from {/people}.",
    ),
    "not_linked": Sentence(
        "‘{said}’ 연결은 없습니다. {/link} 에서 연결된 곳을 볼 수 있습니다.",
        "‘{said}’ is not linked. {/link} shows what is.",
    ),
    "link_elsewhere": Sentence(
        "이 코드는 연결할 다른 대화에서 보내 주세요. 코드는 아직 쓸 수 있습니다.",
        "Say this code in the other chat, the one you want to link. It is still good.",
    ),
    "link_the_other_way": Sentence(
        "권한이 더 높은 쪽 계정에서 해 주세요. 그 계정의 1:1 대화에서 {/link} 를 보내면 됩니다.",
        "Do this from the account that has more rights: send {/link} to the bot there, in private.",
    ),
    "listed_owner": Sentence(
        "{name} 님은 OWNERS에 적혔거나 콘솔을 쓰는 주인이라 여기서 바꿀 수 없습니다. .env의 OWNERS를 고친 뒤 {/reload} 를 보내 주세요.",
        "{name} is an owner by OWNERS or at the console and cannot be changed here. Change OWNERS in .env, then send {/reload}.",
    ),
    "last_owner": Sentence(
        "마지막 주인이라 바꾸거나 내보낼 수 없습니다. 먼저 다른 주인을 {/invite} 로 초대해 주세요.",
        "This is the last owner, who cannot be changed or removed. Invite another owner first with {/invite}.",
    ),
}

PEOPLE_NOTICES = {
    "person_joined_viewer": Sentence(
        "👤 **{name}** ({identity}) 님이 초대로 들어왔습니다. 권한은 보기입니다.",
        "👤 **{name}** ({identity}) came in with your invitation, as a viewer.",
    ),
    "person_joined_trader": Sentence(
        "👤 **{name}** ({identity}) 님이 초대로 들어왔습니다. 권한은 거래입니다.",
        "👤 **{name}** ({identity}) came in with your invitation, as a trader.",
    ),
    "person_joined_owner": Sentence(
        "👤 **{name}** ({identity}) 님이 초대로 들어왔습니다. 권한은 주인입니다.",
        "👤 **{name}** ({identity}) came in with your invitation, as an owner.",
    ),
    "person_linked": Sentence(
        "🔗 {destination} 대화를 연결했습니다 ({identity}). 내가 한 일이 아니면 {/link} 에서 끊어 주세요.",
        "🔗 {destination} was linked to you ({identity}). If that was not you, end it with {/link}.",
    ),
    "person_removed": Sentence(
        "⏸ 구독을 만든 분의 사용 권한이 끝나 이 대화의 그 구독을 멈췄습니다. 계속 받으려면 권한이 있는 분이 {/subscribe} 로 다시 구독해 주세요.",
        "⏸ Whoever subscribed here is let in no more, so that subscription has stopped. Somebody with the right to can {/subscribe} again.",
    ),
}

PEOPLE_REASONS = {
    "person_removed": Sentence("구독한 분의 권한이 끝남", "whoever subscribed is let in no more"),
}

"""The sentences of e-mail: letters, addresses and codes, and what is wrong with the server."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

MAIL = {
    # --- letters
    "sender": Sentence("키움 조건검색 봇", "Kiwoom condition bot"),
    "subject_missed": Sentence(
        "끊긴 동안 {condition} {counts}", "While away, {condition}: {counts}"
    ),
    "more_rows": Sentence("그 밖에 {count}건", "and {count} more"),
    "times": Sentence("{count}회", "{count}×"),
    "volume": Sentence("거래량 {volume}", "vol {volume}"),
    "say_in_chat": Sentence("채팅에서 보내세요: {commands}", "Say in a chat: {commands}"),
    "to": Sentence("{address} 앞으로 보낸 메일입니다.", "Sent to {address}."),
    "kst": Sentence("시각은 한국 시간입니다.", "Times are Korean time (KST)."),
    "pace": Sentence(
        "알림은 {span}에 한 통까지 모아 보냅니다.", "Alerts come in at most one mail in {span}."
    ),
    "end": Sentence("그만 받기", "Unsubscribe"),
    "end_of": Sentence("‘{name}’ 그만 받기", "End ‘{name}’"),
    "end_all": Sentence("모두 그만 받기", "End all mails"),
    "end_by_command": Sentence(
        "그만 받으려면 채팅에서 이렇게 보내세요: {command} (이 메일에 답장해 봇 주인에게 말해도 됩니다)",
        "To stop these mails, say {command} in a chat, or answer this mail: the bot's owner reads it.",
    ),
    "open_page": Sentence("웹에서 보기", "Open the page"),
    "code_subject": Sentence("확인 코드 {code}", "Your code: {code}"),
    "code_line": Sentence(
        "이 주소로 알림을 받으려면 10분 안에 채팅에서 이렇게 보내세요:",
        "To get alerts at this address, say this in the chat within 10 minutes:",
    ),
    "code_ignore": Sentence(
        "요청한 적이 없으면 이 메일을 그냥 지우세요. 아무것도 오지 않습니다.",
        "If you asked for nothing, delete this mail; nothing more will come.",
    ),
    # --- answers
    "goes_to": Sentence("✉️ 받는 곳: {address}", "✉️ Goes to {address}"),
    "paced": Sentence(
        "첫 알림은 바로, 그 뒤로는 {span}에 한 통까지 모아 보냅니다.",
        "The first alert comes at once, then at most one mail in {span}.",
    ),
    "code_sent": Sentence(
        "✉️ {address} 주소로 확인 코드를 보냈습니다.\n{until}까지 여기서 이렇게 보내 주세요: `{/confirm} 123456`\n(123456 대신 메일에 있는 숫자, 안 보이면 스팸함도 봐 주세요)",
        "✉️ A code is on its way to {address}.\nSay this here until {until}: `{/confirm} 123456`\n(with the digits of the mail; look into the spam folder too)",
    ),
    "confirmed": Sentence(
        "✅ {address} 주소를 확인했습니다. 다음부터는 코드가 필요 없습니다.",
        "✅ {address} is yours. No code is needed from now on.",
    ),
    "confirm_how": Sentence(
        "메일로 받은 여섯 자리 숫자를 붙여 주세요. 예: `{/confirm} 123456`",
        "Put the six digits of the mail behind it, like `{/confirm} 123456`.",
    ),
    "elsewhere": Sentence("**다른 곳에서 받는 것**", "**What goes elsewhere**"),
    "elsewhere_line": Sentence("{where} · {tag} {name}", "{where} · {tag} {name}"),
    "only_owner": Sentence(
        "주인만 알림을 보낼 수 있는 곳입니다: {name}",
        "Only an owner may send alerts to ‘{name}’.",
    ),
    # --- the page behind the link
    "page_title": Sentence("메일 그만 받기", "End mails"),
    "page_ask": Sentence("{address} 주소로 보내는 메일을 끝낼까요?", "End the mails to {address}?"),
    "page_all_note": Sentence(
        "모두 끝내면 경고와 하루 정리도 가지 않습니다. 채팅에서 다시 구독하면 다시 갑니다.",
        "After that no warnings and no daily summary come either. Subscribing again in a chat brings them back.",
    ),
    "page_done": Sentence(
        "끝냈습니다. {address} 주소로는 더 보내지 않습니다.",
        "Done. Nothing more goes to {address}.",
    ),
    "page_done_one": Sentence(
        "끝냈습니다. ‘{name}’ 알림은 {address} 주소로 더 보내지 않습니다.",
        "Done. ‘{name}’ goes to {address} no more.",
    ),
    "page_nothing": Sentence(
        "{address} 주소로 가는 메일은 이미 없습니다.", "No mails go to {address} any more."
    ),
    "page_wrong": Sentence(
        "이 링크는 쓸 수 없습니다. 메일에 있는 링크를 잘리지 않게 그대로 열어 주세요.",
        "This link is not valid. Open the whole link as it stands in the mail.",
    ),
    # --- the server
    "connecting_is": Sentence("메일 서버에 연결하는 중입니다.", "Connecting to the mail server."),
    "unreachable_is": Sentence(
        "메일 서버에 연결할 수 없습니다. 저절로 다시 시도합니다. 계속되면 SMTP_HOST, SMTP_PORT를 확인해 주세요.",
        "The mail server cannot be reached; it is tried again. If that lasts, check SMTP_HOST and SMTP_PORT.",
    ),
    "unsure_is": Sentence(
        "메일 서버가 받았는지 답하지 않았습니다. 다시 보냅니다.",
        "The mail server did not say whether it took a mail; it is sent again.",
    ),
    "later_is": Sentence(
        "메일 서버가 나중에 다시 보내라고 했습니다.", "The mail server asked to try later."
    ),
    "auth_is": Sentence(
        "메일 서버가 로그인을 거절했습니다({code}). SMTP_USERNAME과 SMTP_PASSWORD를 확인하고 다시 시작해 주세요. 지메일·네이버·다음은 계정 비밀번호가 아니라 앱 비밀번호를 만들어 넣어야 합니다.",
        "The mail server refused the login ({code}). Check SMTP_USERNAME and SMTP_PASSWORD and start again. Gmail, Naver and others want an app password, not the account's own.",
    ),
    "auth_needed_is": Sentence(
        "메일 서버가 로그인을 요구합니다({code}). SMTP_USERNAME과 SMTP_PASSWORD를 넣고 다시 시작해 주세요.",
        "The mail server wants a login ({code}). Set SMTP_USERNAME and SMTP_PASSWORD and start again.",
    ),
    "no_auth_is": Sentence(
        "메일 서버가 로그인을 받지 않습니다. SMTP_SECURITY와 SMTP_PORT를 확인하거나(587은 starttls, 465는 tls), 로그인이 필요 없는 서버면 SMTP_USERNAME을 비우고 다시 시작해 주세요.",
        "The mail server takes no login. Check SMTP_SECURITY and SMTP_PORT (587 starttls, 465 tls), or leave SMTP_USERNAME empty for a server without one, and start again.",
    ),
    "no_starttls_is": Sentence(
        "메일 서버가 STARTTLS를 하지 않아 비밀번호를 보내지 않았습니다. SMTP_SECURITY=tls(포트 465)로 바꾸고, 믿을 수 있는 내부망이면 none으로 정한 뒤 다시 시작해 주세요.",
        "The mail server does not offer STARTTLS, so no password was sent. Set SMTP_SECURITY=tls (port 465), or none inside a trusted network, and start again.",
    ),
    "in_clear_is": Sentence(
        "SMTP_SECURITY=none은 암호화하지 않아 밖에 있는 메일 서버로 비밀번호를 보내지 않았습니다. SMTP_SECURITY=starttls(포트 587)나 tls(포트 465)로 바꾸고 다시 시작해 주세요. none은 이 컴퓨터나 내부망의 서버에만 쓸 수 있습니다.",
        "SMTP_SECURITY=none does not encrypt, so the password was not sent to a mail server outside your network. Set SMTP_SECURITY=starttls (port 587) or tls (port 465) and start again; none is for a server on this machine or in a private network.",
    ),
    "certificate_is": Sentence(
        "메일 서버의 인증서를 믿을 수 없습니다. SMTP_HOST가 인증서의 이름과 같은지 확인해 주세요. 직접 만든 인증서면 그 파일을 SSL_CERT_FILE로 알려 주고 다시 시작하세요.",
        "The mail server's certificate is not trusted. See that SMTP_HOST is the name in the certificate; for one of your own making, name its file in SSL_CERT_FILE and start again.",
    ),
    "tls_is": Sentence(
        "메일 서버와 TLS로 말할 수 없습니다. SMTP_PORT와 SMTP_SECURITY가 맞는지 확인하고(587은 starttls, 465는 tls) 다시 시작해 주세요.",
        "No TLS with the mail server. See that SMTP_PORT and SMTP_SECURITY fit (587 starttls, 465 tls) and start again.",
    ),
    "sender_is": Sentence(
        "메일 서버가 EMAIL_FROM 주소로 보내는 것을 거절했습니다({code}). 로그인한 계정의 주소로 바꾸고 다시 시작해 주세요.",
        "The mail server refuses EMAIL_FROM as the sender ({code}). Set it to the address of the account and start again.",
    ),
    "relay_is": Sentence(
        "메일 서버가 다른 곳으로 보내 주지 않습니다({code}). SMTP_USERNAME, SMTP_PASSWORD와 EMAIL_FROM을 확인하고 다시 시작해 주세요.",
        "The mail server does not pass mail on ({code}). Check SMTP_USERNAME, SMTP_PASSWORD and EMAIL_FROM and start again.",
    ),
    "refused_is": Sentence(
        "메일 서버가 연결을 거절했습니다({code}). SMTP_HOST와 SMTP_PORT를 확인하고 다시 시작해 주세요.",
        "The mail server refused the connection ({code}). Check SMTP_HOST and SMTP_PORT and start again.",
    ),
    "unreachable_was": Sentence(
        "메일 서버에 연결할 수 없었습니다.", "The mail server could not be reached."
    ),
    "unsure_was": Sentence(
        "메일 서버가 받았는지 답하지 않았습니다.",
        "The mail server did not say whether it took a mail.",
    ),
    "later_was": Sentence(
        "메일 서버가 나중에 다시 보내라고 했습니다.", "The mail server asked to try later."
    ),
    "setup_was": Sentence(
        "메일 설정에 문제가 있었습니다({code}).",
        "Something was wrong with the mail settings ({code}).",
    ),
}

MAIL_ERRORS = {
    "unknown_target": Sentence(
        "모르는 받는 곳입니다: ‘{said}’. 이메일 주소(me@example.org)나 봇 설정 NOTIFY_URLS 에 정해 둔 이름을 써 주세요. 지금 있는 이름: {names}",
        "There is no ‘{said}’ to send to. Use an e-mail address (me@example.org) or a name set in the bot's NOTIFY_URLS. Names there are: {names}",
    ),
    "address_wrong": Sentence(
        "이메일 주소가 아닙니다: ‘{said}’. me@example.org 처럼 써 주세요.",
        "‘{said}’ is no e-mail address. Write it like me@example.org.",
    ),
    "address_not_yours": Sentence(
        "그 주소는 확인한 적이 없습니다. 먼저 확인해 주세요: {/subscribe} 0 to me@example.org",
        "You have not confirmed this address. Begin with {/subscribe} 0 to me@example.org",
    ),
    "mail_absent": Sentence(
        "이 봇은 이메일을 쓰지 않습니다. 봇 주인이 SMTP_HOST와 EMAIL_FROM을 정해야 합니다.",
        "This bot has no e-mail. Its owner has to set SMTP_HOST and EMAIL_FROM.",
    ),
    "mail_unsent": Sentence(
        "확인 코드를 보내지 못했습니다: {reason}", "The code could not be sent: {reason}"
    ),
    "too_many_letters": Sentence(
        "확인 코드를 여러 번 보냈습니다. {minutes}분 뒤에 다시 해 주세요.",
        "Several codes were sent already. Try again in {minutes} min.",
    ),
}

MAIL_REASONS = {
    "mailbox_unknown": Sentence("그런 메일 주소가 없다고 합니다", "there is no such mailbox"),
    "mail_later": Sentence(
        "메일 서버가 지금 받지 않습니다. 잠시 뒤 다시 해 주세요",
        "the mail server does not take it now; try again shortly",
    ),
}

MAIL_NOTICES = {
    "mail_ended": Sentence(
        "✉️ {address} 주소로 보내는 메일을 모두 끝냈습니다. 메일 속 링크에서 누가 눌렀습니다. 경고와 하루 정리도 가지 않습니다. 다시 시작하려면: {/subscribe} 0 to {address}",
        "✉️ All mails to {address} have ended: somebody followed the link in one. Warnings and the daily summary do not go there either. To begin again: {/subscribe} 0 to {address}",
    ),
    "mail_ended_one": Sentence(
        "✉️ **{name}** 알림을 {address} 주소로 보내지 않습니다. 메일 속 링크에서 누가 눌렀습니다.",
        "✉️ **{name}** goes to {address} no more: somebody followed the link in a mail.",
    ),
    "destination_gone_mail": Sentence(
        "⏸ **{destination}** 주소로 보낼 수 없어 그곳의 구독을 멈췄습니다. 주소가 다시 되면 {/resume} 0 to 주소 명령으로 이어집니다.\n이유: {reason}",
        "⏸ **{destination}** cannot be reached, so its subscriptions are paused. Once it can be, {/resume} 0 to the address wakes them.\nReason: {reason}",
    ),
}

MAIL_COMMANDS = {
    "confirm": Sentence(
        "메일로 받은 코드로 주소를 확인합니다", "Confirm an e-mail address with its code"
    ),
}

MAIL_ARGUMENTS = {
    "confirm": Sentence("코드", "code"),
}

MAIL_CHECK = {
    "mail_label": Sentence("이메일", "e-mail"),
    "mail": Sentence(
        "{server} 서버에 로그인됨, 보내는 주소 {sender}",
        "logged in at {server}, sending from {sender}",
    ),
    "mail_open": Sentence(
        "{server} 서버에 연결됨(로그인 없음), 보내는 주소 {sender}",
        "connected to {server} without a login, sending from {sender}",
    ),
}

MAIL_JOBS = {
    "mail": Sentence("메일 받는 주소 맞추기", "keeping mail addresses in step"),
}

MAIL_STATUS = {
    "channel_email": Sentence("이메일", "e-mail"),
}

MAIL_TAKES = {
    "confirm": Sentence("메일로 받은 여섯 자리 숫자", "the six digits of the mail"),
}

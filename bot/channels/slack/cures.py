"""One sentence for each thing only a person can mend, with the exact click."""

from dataclasses import dataclass

from bot.channels.slack.errors import LinkRefused, SetupWrong
from core.errors import TryLater

_KO = {
    "connecting": "슬랙에 연결하는 중입니다.",
    "network": "슬랙에 연결할 수 없어 계속 다시 시도하고 있습니다.",
    "deaf": "슬랙 연결이 60초 넘게 응답하지 않아 다시 연결하고 있습니다.",
    "busy": "슬랙이 잠시 쉬라고 합니다. 기다렸다가 계속합니다.",
    "link_disabled": "Socket Mode가 꺼져 있습니다. api.slack.com/apps > 앱 > Socket Mode에서 "
    "Enable Socket Mode를 켜세요.",
    "too_many_websockets": "이 앱의 연결이 이미 10개입니다. 같은 SLACK_APP_TOKEN을 쓰는 다른 "
    "프로그램을 끄세요.",
    "bot_token": "슬랙이 SLACK_BOT_TOKEN을 거절했습니다. api.slack.com/apps > 앱 > OAuth & "
    "Permissions의 Bot User OAuth Token(xoxb-)을 다시 복사해 넣고 다시 시작하세요.",
    "uninstalled": "슬랙 앱이 워크스페이스에서 제거되었습니다. api.slack.com/apps > 앱 > Install "
    "App에서 다시 설치하고 새 Bot User OAuth Token을 SLACK_BOT_TOKEN에 넣으세요.",
    "app_token": "슬랙이 SLACK_APP_TOKEN을 거절했습니다. api.slack.com/apps > 앱 > Basic "
    "Information > App-Level Tokens에서 connections:write 토큰(xapp-)을 만들어 넣고 "
    "다시 시작하세요.",
    "refused": "슬랙이 앱을 막고 있습니다({code}). 워크스페이스 관리자에게 앱 사용 제한을 풀어 "
    "달라고 하세요. 그동안 계속 다시 시도합니다.",
    "migrating": "슬랙이 워크스페이스를 엔터프라이즈 조직으로 옮기고 있습니다. 끝날 때까지 계속 "
    "다시 시도합니다.",
    "scope": "슬랙 앱에 {scope} 권한이 없습니다. api.slack.com/apps > 앱 > OAuth & Permissions > "
    "Bot Token Scopes에 추가한 뒤 Reinstall to Workspace를 누르세요.",
    "app_scope": "SLACK_APP_TOKEN에 connections:write 권한이 없습니다. api.slack.com/apps > 앱 > "
    "Basic Information > App-Level Tokens에서 그 권한을 넣어 새로 만드세요.",
    "not_in_channel": "봇이 이 채널에 없어 알림을 보낼 수 없습니다. 채널에서 /invite @{bot} 을 "
    "입력한 뒤 다시 해 주세요.",
    "not_in_talk": "봇은 남의 1:1 대화에 알림을 보낼 수 없습니다. 봇(@{bot})과의 대화나 "
    "채널에서 해 주세요.",
    "file_unsent": "(그림이나 파일을 보내지 못했습니다. 다시 해 주세요.)",
    "file_unsure": "(파일이 갔는지 확인하지 못했습니다. 보이지 않으면 다시 해 주세요.)",
    "file_outside": "(파일은 봇이 있는 곳에만 올릴 수 있습니다. 채널에서 /invite @{bot} 을 "
    "입력하거나, 봇과의 대화에서 다시 해 주세요.)",
}
_EN = {
    "connecting": "Connecting to Slack.",
    "network": "Slack cannot be reached. It is being tried again and again.",
    "deaf": "The link to Slack was silent for more than 60 s; connecting again.",
    "busy": "Slack asked for a pause. It goes on after that.",
    "link_disabled": "Socket Mode is off. Switch on Enable Socket Mode at api.slack.com/apps > "
    "your app > Socket Mode.",
    "too_many_websockets": "This app has ten connections already. Stop the other programs that use "
    "the same SLACK_APP_TOKEN.",
    "bot_token": "Slack refused SLACK_BOT_TOKEN. Copy the Bot User OAuth Token (xoxb-) from "
    "api.slack.com/apps > your app > OAuth & Permissions and start again.",
    "uninstalled": "The Slack app was removed from the workspace. Install it again at "
    "api.slack.com/apps > your app > Install App and put the new token into SLACK_BOT_TOKEN.",
    "app_token": "Slack refused SLACK_APP_TOKEN. Make one with connections:write (xapp-) at "
    "api.slack.com/apps > your app > Basic Information > App-Level Tokens and start again.",
    "refused": "Slack keeps the app out ({code}). Ask an administrator of the workspace to lift "
    "the restriction of apps. It is being tried again and again.",
    "migrating": "Slack is moving the workspace into an Enterprise organization. It is being tried "
    "again until that is done.",
    "scope": "The Slack app lacks the scope {scope}. Add it at api.slack.com/apps > your app > "
    "OAuth & Permissions > Bot Token Scopes, then press Reinstall to Workspace.",
    "app_scope": "SLACK_APP_TOKEN lacks connections:write. Make a new one with it at "
    "api.slack.com/apps > your app > Basic Information > App-Level Tokens.",
    "not_in_channel": "The bot is not in this channel, so alerts could not be delivered. Type "
    "/invite @{bot} here and try again.",
    "not_in_talk": "The bot cannot send alerts into other people's direct messages. Ask in your "
    "own with @{bot}, or in a channel.",
    "file_unsent": "(The picture or file could not be sent. Please try again.)",
    "file_unsure": "(Nobody knows whether the file arrived. If you do not see it, please try "
    "again.)",
    "file_outside": "(Files only go where the bot is a member. Type /invite @{bot} in the channel, "
    "or ask again in your own conversation with the bot.)",
}

_WERE_KO = {
    "network": "슬랙에 연결할 수 없었습니다.",
    "deaf": "슬랙 연결이 60초 넘게 응답하지 않았습니다.",
    "busy": "슬랙이 잠시 쉬라고 했습니다.",
    "link_disabled": "Socket Mode가 꺼져 있었습니다.",
    "too_many_websockets": "이 앱의 연결이 이미 10개였습니다.",
    "bot_token": "슬랙이 SLACK_BOT_TOKEN을 거절했습니다.",
    "uninstalled": "슬랙 앱이 워크스페이스에서 제거되어 있었습니다.",
    "app_token": "슬랙이 SLACK_APP_TOKEN을 거절했습니다.",
    "refused": "슬랙이 앱을 막았습니다({code}).",
    "migrating": "슬랙이 워크스페이스를 엔터프라이즈 조직으로 옮기고 있었습니다.",
    "scope": "슬랙 앱에 {scope} 권한이 없었습니다.",
    "app_scope": "SLACK_APP_TOKEN에 connections:write 권한이 없었습니다.",
}
_WERE_EN = {
    "network": "Slack could not be reached.",
    "deaf": "The link to Slack was silent for more than 60 s.",
    "busy": "Slack asked for a pause.",
    "link_disabled": "Socket Mode was off.",
    "too_many_websockets": "This app had ten connections already.",
    "bot_token": "Slack refused SLACK_BOT_TOKEN.",
    "uninstalled": "The Slack app had been removed from the workspace.",
    "app_token": "Slack refused SLACK_APP_TOKEN.",
    "refused": "Slack kept the app out ({code}).",
    "migrating": "Slack was moving the workspace into an Enterprise organization.",
    "scope": "The Slack app lacked the scope {scope}.",
    "app_scope": "SLACK_APP_TOKEN lacked connections:write.",
}
"""the same of what is over"""

_OTHERWISE = {
    "account_inactive": "uninstalled",
    "org_login_required": "migrating",
    "team_added_to_org": "migrating",
    "access_denied": "refused",
    "accesslimited": "refused",
    "enterprise_is_restricted": "refused",
    "no_permission": "refused",
    "team_access_not_granted": "refused",
    "team_not_found": "refused",
    "two_factor_setup_required": "refused",
}
"""the sentence for each of Slack's words that does not speak of a wrong token"""


@dataclass(frozen=True, slots=True)
class Ailment:
    """What is wrong: the key of its sentence, and what fills it in."""

    key: str
    code: str = ""
    scope: str = ""


def sentence(key: str, lang: str, **params: str) -> str:
    """Return the sentence of a key in `lang` (ko, en)."""
    return (_EN if lang == "en" else _KO)[key].format(**params)


def cure(error: Exception, lang: str) -> str:
    """Return what to do about a call to Slack that failed, or that there is nothing to do."""
    return is_so(ailment(error), lang)


def is_so(what: Ailment, lang: str) -> str:
    """Return what to do about it."""
    return sentence(what.key, lang, code=what.code, scope=what.scope)


def was_so(what: Ailment, lang: str) -> str:
    """Return the sentence that says it was so, and is over."""
    words = (_WERE_EN if lang == "en" else _WERE_KO)[what.key]
    return words.format(code=what.code, scope=what.scope)


def ailment(error: Exception) -> Ailment:
    """Return what is wrong where a call to Slack failed."""
    if isinstance(error, LinkRefused) and error.reason in _WERE_KO:
        return Ailment(error.reason)
    if not isinstance(error, SetupWrong):
        busy = isinstance(error, TryLater) and error.after is not None
        return Ailment("busy" if busy else "network")
    if error.code == "missing_scope":
        return Ailment("app_scope" if error.app else "scope", scope=error.needed or "?")
    token = "app_token" if error.app else "bot_token"
    return Ailment(_OTHERWISE.get(error.code, token), code=error.code)

"""What the description says before the operations: what all of them share, and the WebSocket."""

# ruff: noqa: E501  (a paragraph is read whole)

from collections.abc import Mapping

from bot.channels.web.closing import CLOSINGS

_SHARED = """\
키움 조건검색의 조건식, 편입·이탈, 구독, 시세와 차트. `/token` 명령으로 만든 토큰을 `Authorization: Bearer` 머리말에 넣어 부릅니다.

Kiwoom condition searches (조건검색): conditions, the stocks that enter (편입) and leave (이탈) them, subscriptions, quotes and charts.

**Token.** Send `/token new my-script` to the bot in a private chat and put what it answers into the header `Authorization: Bearer …`. On the bot's own machine, while nothing else reaches the page, none is needed.

**Ids.** A condition has an `id` of its own for ever, which paths and the WebSocket take, and a `seq`, its number at Kiwoom today. An expression over conditions (`0&3`) is searched by `POST /api/v1/search` and followed by `POST /api/v1/subscriptions`; once somebody followed it, it is a condition with an `id` like any other.

**Numbers.** Prices are won, rates percent, `volume` shares, `value` million won (백만원), `market_cap` 억원 (one is 100,000,000 won). What is not whole has two decimals at most. Null: nobody knows.

**Moments** are ISO 8601 with their offset, as a rule Korea's (`+09:00`); what is sent needs one as well (`+` in an address is `%2B`). Days and hours are Korea's.

**Refusals** are `application/problem+json` (RFC 9457): `code` is for programs, `title` and `detail` are in the language of `Accept-Language` (`ko`, `en`) where a token comes along, else in the one the person chose (`/lang`). Wait `Retry-After` seconds before the next try.

**Limits.** 300 requests a minute a person, 900 an address; 64 KiB a body.

## WebSocket

`/ws/conditions/{id}`, or `/ws/conditions/*` for all, with the same header. First who is inside (`*`: of each condition that is watched), then every event as it happens, its price as soon as that is known, and a heartbeat every 15 seconds; fields as in `EventOut`. Nothing need be sent.

    {"type":"membership","condition":{"id":11,"seq":"0","name":"급등 초입"},"members":[{"code":"005930","name":"삼성전자"}],"known_at":"2026-11-23T10:15:30+09:00","last":41}
    {"type":"event","id":42,"condition":{"id":11,"seq":"0","name":"급등 초입"},"code":"000660","name":"SK하이닉스","kind":"entry","source":"realtime","happened_at":"2026-11-23T10:15:31+09:00","received_at":"2026-11-23T10:15:31.412+09:00","since":null,"price":null,"change":null,"rate":null,"volume":null,"value":null}
    {"type":"price","id":42,"price":512000,"change":7000,"rate":1.39,"volume":1234567,"value":632000}
    {"type":"heartbeat","at":"2026-11-23T10:15:45+09:00","last":42}

A `membership` may come again (a new day, a first look): it is the whole list then. A condition that nobody subscribed is watched as long as somebody listens to it.

Keep the newest `id` of an event, or `last` of anything that has it, and come back with `?since=42`: every event behind it is told once, and the `price` of those of the half minute before once more. Where events that old are kept no more, the first message says `"gap":true,"whole_from":4711`.

It is closed with a code and a short reason:

| code | reason | what it means |
|---|---|---|
"""

ABOUT = _SHARED + "\n".join(
    f"| {code} | {one.reason} | {one.meaning} |" for code, one in CLOSINGS.items()
)

TAGS: Mapping[str, str] = {
    "conditions": "What is saved at Kiwoom, who is inside, and searching it.",
    "events": "What entered and left, kept for RETENTION_DAYS.",
    "subscriptions": "Which chats are told of what, and how.",
    "stocks": "Prices, order books and charts.",
    "scores": "What the entries of a condition were worth.",
    "status": "How everything stands.",
    "people": "Who was let in; for owners.",
    "health": "For whatever watches over the bot.",
}
"""the kinds of operations, in the order in which they are shown"""

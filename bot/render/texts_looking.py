"""The sentences of a stock's price: what `/quote` says."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

QUOTE = {
    "name": Sentence("**{name}** `{code}` {market}", "**{name}** `{code}` {market}"),
    "warned": Sentence("{light} **{warnings}**", "{light} **{warnings}**"),
    "warned_halted": Sentence("거래정지", "trading halted"),
    "warned_liquidation": Sentence("정리매매", "delisting sale"),
    "warned_managed": Sentence("관리종목", "under administration"),
    "warned_risk": Sentence("투자위험", "investment risk"),
    "warned_warning": Sentence("투자경고", "investment warning"),
    "warned_caution": Sentence("투자주의", "investment caution"),
    "warned_attention": Sentence("투자주의환기", "investor alert"),
    "warned_overheated": Sentence("단기과열", "overheated"),
    "warned_etf_caution": Sentence("ETF 투자주의", "ETF caution"),
    "market_KOSPI": Sentence("코스피", "KOSPI"),
    "market_KOSDAQ": Sentence("코스닥", "KOSDAQ"),
    "market_ETF": Sentence("ETF", "ETF"),
    "price": Sentence("**{price}원** {mark} {moved}", "**{price} won** {mark} {moved}"),
    "no_price": Sentence("현재가 없음", "No price"),
    "at_upper": Sentence(" · 상한가", " · upper limit"),
    "at_lower": Sentence(" · 하한가", " · lower limit"),
    "day": Sentence("시 {open} · 고 {high} · 저 {low}", "O {open} · H {high} · L {low}"),
    "untraded": Sentence("오늘은 아직 거래가 없습니다.", "Not traded today yet."),
    "traded": Sentence("거래량 {volume}주 · {value}", "Volume {volume} · {value}"),
    "traded_volume": Sentence("거래량 {volume}주", "Volume {volume}"),
    "value": Sentence("{value}원", "{value} won"),
    "limits": Sentence("상한가 {upper} · 하한가 {lower}", "Limits {upper} / {lower}"),
    "cap": Sentence("시총 {cap}원", "Cap {cap} won"),
    "per": Sentence("PER {per}", "PER {per}"),
    "pbr": Sentence("PBR {pbr}", "PBR {pbr}"),
    "line": Sentence("{text}", "{text}"),
    "year": Sentence("52주", "52 w"),
    "year_ends": Sentence(
        "{low}({low_on}) ~ {high}({high_on})", "{low}({low_on}) ~ {high}({high_on})"
    ),
    "ask": Sentence("매도", "ask"),
    "bid": Sentence("매수", "bid"),
    "book_total": Sentence(
        "잔량 합계 매도 {asks} · 매수 {bids}", "In all: ask {asks} · bid {bids}"
    ),
    "no_book": Sentence("호가가 없습니다.", "There is no order book."),
    "book_unknown": Sentence("호가를 받지 못했습니다.", "The order book did not come."),
    "inside": Sentence("📌 편입 중 · {conditions}", "📌 Inside · {conditions}"),
    "inside_none": Sentence(
        "지금 편입된 조건식 없음 (감시 중인 것 가운데)", "Inside none of the watched conditions"
    ),
    "at": Sentence("{time} 기준", "As of {time}"),
    "unreachable": Sentence(
        "**{name}** `{code}` 시세를 지금 받지 못합니다.",
        "**{name}** `{code}`: no price can be had now.",
    ),
    "known": Sentence("마지막으로 본 값 ({time}):", "Last seen ({time}):"),
    "known_event": Sentence(
        "마지막 기록 {time} · {kind} {price}원 · {condition}",
        "Last record {time} · {kind} at {price} won · {condition}",
    ),
    "known_nothing": Sentence(
        "이 종목은 아직 본 적이 없습니다.", "This stock was not looked at before."
    ),
    "which": Sentence("어느 종목을 볼까요?", "Which stock?"),
    "which_none": Sentence(
        "어느 종목을 볼까요? 예: {example}", "Which stock? For example: {example}"
    ),
}

QUOTE_BUTTONS = {
    "quote": Sentence("현재가", "Price"),
    "chart": Sentence("차트", "Chart"),
    "mute_short": Sentence("🔕 30분", "🔕 30m"),
}

QUOTE_COMMANDS = {
    "quote": Sentence(
        "종목의 현재가, 호가, 52주 범위, 편입된 조건식을 봅니다",
        "Show a stock's price, order book, year and conditions",
    ),
}

QUOTE_ARGUMENTS = {"stock": Sentence("종목", "stock")}

QUOTE_HELP = {
    "quote": Sentence(
        "종목은 코드, 이름, 이름의 앞부분, 초성(ㅅㅅㅈㅈ)으로 말하면 됩니다. [새로 고침]은 그 메시지를 고칩니다.\n막대는 52주 최저와 최고 사이에서 지금 가격의 자리입니다.",
        "Name the stock by its code, its name, the beginning of its name or its initial consonants. [Refresh] changes the message in place.\nThe bar shows where the price stands between the lowest and the highest of 52 weeks.",
    ),
}

"""The sentences of finding: names half remembered, expressions over conditions, search results."""

# ruff: noqa: E501  (a sentence is read and translated whole)

from bot.render.sentence import Sentence

ERRORS = {
    "unknown_stock": Sentence(
        "‘{said}’ 종목을 찾지 못했습니다. 여섯 자리 종목코드나 이름, 이름 앞부분, 초성(ㅅㅅㅈㅈ)으로 적어 주세요.",
        "There is no stock ‘{said}’. Give its six-digit code, its name, the beginning of its name or its initial consonants (ㅅㅅㅈㅈ).",
    ),
    "ambiguous_stock": Sentence(
        "‘{said}’에 맞는 종목이 여럿입니다: {names}. 하나를 골라 주세요.",
        "Several stocks fit ‘{said}’: {names}. Please pick one.",
    ),
    "many_stocks": Sentence(
        "‘{said}’에 맞는 종목이 {count}개라 앞의 {shown}개만 보여 드립니다. 여기 없으면 이름을 더 길게 적어 주세요.",
        "{count} {count:stock fits|stocks fit} ‘{said}’; here are the first {shown}. If yours is missing, type more of its name.",
    ),
    "near_stock": Sentence(
        "‘{said}’ 종목은 없습니다. 이것을 찾으셨나요? {names}",
        "There is no stock ‘{said}’. Did you mean {names}?",
    ),
    "formula_wrong": Sentence(
        "조건식을 묶은 식을 읽지 못했습니다. 예: 0&3",
        "That expression over conditions cannot be read. Example: 0&3",
    ),
}

NOTICES = {
    "formula_paused": Sentence(
        "⏸ **{name}**\n이 식에 든 조건식 ‘{part}’ 이름이 바뀌었거나 목록에서 사라져 구독을 멈췄습니다. 영웅문4에서 같은 이름으로 다시 저장하면 저절로 이어집니다.",
        "⏸ **{name}**\n‘{part}’ in this expression was renamed or is no longer in Kiwoom's list, so its subscription is paused. Save it again under its name in Hero4 and it goes on by itself.",
    ),
}

FORMULA = {
    "near": Sentence(
        "‘{said}’ 조건식은 없습니다. 이것을 찾으셨나요?",
        "There is no condition ‘{said}’. Did you mean this?",
    ),
    "near_any": Sentence(
        "‘{said}’ 종목이나 조건식은 없습니다. 이것을 찾으셨나요?",
        "There is no stock or condition ‘{said}’. Did you mean this?",
    ),
    "in_a_row": Sentence(
        "여러 조건식은 쉼표로 잇지 않습니다. 하나라도 맞으면 `{either}`, 모두 맞으면 `{both}`로 적어 주세요.",
        "Conditions are not joined by commas. Write `{either}` for any of them, `{both}` for all at once.",
    ),
    "one_by_one": Sentence(
        "한 번에 조건식 하나만 할 수 있습니다. 하나씩 골라 주세요.",
        "This takes one condition at a time. Please pick one.",
    ),
    "button_either": Sentence("하나라도", "Any of them"),
    "button_both": Sentence("모두", "All at once"),
    "place": Sentence("{position}번째 글자입니다.", "It is character {position}."),
    "example": Sentence(
        "예: `{/search} 0&3` 둘 다 · `0|3` 하나라도 · `0-5` 5는 빼고 · `(0|3)-5`",
        "For example: `{/search} 0&3` both · `0|3` either · `0-5` without 5 · `(0|3)-5`",
    ),
    "empty": Sentence("조건식을 적어 주세요.", "Name a condition."),
    "begins": Sentence(
        "‘{what}’ 앞에 조건식이 있어야 합니다.", "A condition has to stand before ‘{what}’."
    ),
    "ends": Sentence(
        "여기서 끝났습니다. 뒤에 조건식이 하나 더 있어야 합니다.",
        "It ends here; one more condition has to follow.",
    ),
    "no_condition": Sentence(
        "‘{what}’ 앞에 조건식이 있어야 합니다.", "A condition has to stand before ‘{what}’."
    ),
    "no_join": Sentence(
        "두 조건식 사이에는 &(둘 다), |(하나라도), -(빼기) 가운데 하나가 있어야 합니다.",
        "Between two conditions one of & (both), | (either), - (without) has to stand.",
    ),
    "never_closed": Sentence(
        "이 괄호가 닫히지 않았습니다. 끝나는 곳에 )를 적어 주세요.",
        "This bracket is never closed. Put a ) where it ends.",
    ),
    "never_opened": Sentence(
        "이 괄호를 여는 (가 앞에 없습니다.", "No ( before it opens this bracket."
    ),
    "empty_brackets": Sentence(
        "괄호 안에 조건식이 있어야 합니다.", "A condition has to stand inside the brackets."
    ),
    "quote_open": Sentence(
        "이 따옴표가 닫히지 않았습니다. 이름 끝에 따옴표를 한 번 더 적어 주세요.",
        "This quotation mark is never closed. Put another one after the name.",
    ),
    "quote_empty": Sentence(
        "따옴표 안에 조건식 이름이 있어야 합니다.",
        "The name of a condition has to stand between the quotation marks.",
    ),
    "strange": Sentence(
        "‘{what}’ 기호는 여기서 쓰지 않습니다. &(둘 다), |(하나라도), -(빼기)와 괄호를 쓰고, 기호가 든 이름은 따옴표로 묶어 주세요.",
        "‘{what}’ means nothing here. Use & (both), | (either), - (without) and brackets, and put names with signs in them in quotation marks.",
    ),
    "unclear": Sentence(
        "‘{what}’ 말은 어느 쪽을 빼는지 알 수 없어 쓰지 않습니다. 앞의 것에서 뒤의 것을 빼려면 0-5 또는 0 빼기 5처럼 적어 주세요.",
        "‘{what}’ leaves open which side is taken away. For the first without the second write 0-5 or 0 minus 5.",
    ),
    "too_many": Sentence(
        "한 식에는 조건식을 {most}개까지 쓸 수 있습니다.",
        "One expression takes {most} conditions at most.",
    ),
    "too_deep": Sentence(
        "괄호가 너무 여러 겹입니다. 괄호를 줄여 주세요.",
        "There are too many brackets within brackets. Use fewer.",
    ),
    "unknown": Sentence(
        "‘{what}’ 조건식을 찾지 못했습니다. {/conditions} 목록의 번호나 이름 앞부분으로 적어 주세요.",
        "There is no condition ‘{what}’. Use a number or the beginning of a name from {/conditions}.",
    ),
    "unknown_near": Sentence(
        "‘{what}’ 조건식은 없습니다. 이것을 찾으셨나요?",
        "There is no condition ‘{what}’. Did you mean this?",
    ),
    "several": Sentence(
        "‘{what}’ 이름으로 시작하는 조건식이 여럿입니다: {names}. 하나를 골라 주세요.",
        "Several conditions begin with ‘{what}’: {names}. Please pick one.",
    ),
}

SEARCH = {
    "by_volume": Sentence("거래량순", "by volume"),
    "by_name": Sentence("이름순", "by name"),
    "button_rate": Sentence("등락률순", "By change"),
    "button_volume": Sentence("거래량순", "By volume"),
    "button_name": Sentence("이름순", "By name"),
    "button_csv": Sentence("CSV", "CSV"),
    "nothing_in_all": Sentence(
        "지금 이 식에 맞는 종목이 없습니다.", "No stock meets this expression right now."
    ),
    "file": Sentence(
        "**{name}** 검색 결과 {count}종목 파일입니다.",
        "**{name}**: {count} {count:stock|stocks} found, as a file.",
    ),
    "columns": Sentence(
        "종목코드|종목명|현재가|전일대비|등락률(%)|거래량|시가|고가|저가",
        "code|name|price|change|change (%)|volume|open|high|low",
    ),
}

HELP = {
    "search": Sentence(
        "여러 조건식: `0&3` 둘 다 · `0|3` 하나라도 · `0-5` 0에 있고 5에 없는 것 · 괄호 `(0|3)-5`\n"
        '말로도: `0 그리고 3` `0 또는 3` `0 빼기 5` · 기호가 든 이름은 따옴표로: `"R&D"&3`\n'
        "정렬: `거래량순` `이름순` · 파일: `csv` · 쪽: `2`\n"
        "같은 식을 {/subscribe} 로 구독할 수 있습니다. 식이 맞게 되는 순간이 편입입니다.",
        "Several conditions: `0&3` both · `0|3` either · `0-5` in 0 and not in 5 · brackets `(0|3)-5`\n"
        'In words: `0 and 3` `0 or 3` `0 minus 5` · a name with signs in quotation marks: `"R&D"&3`\n'
        "Sorted: `volume` `name` · as a file: `csv` · page: `2`\n"
        "{/subscribe} takes the same expressions: a stock enters when the expression becomes true.",
    ),
}

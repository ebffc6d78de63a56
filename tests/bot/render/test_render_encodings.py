"""Docs as Telegram's HTML, Slack's blocks and plain text."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Doc, Line, Table, Text, bold, code, line
from bot.render import html, plain, slack
from bot.render.alerts import compose
from bot.render.measure import sound, units
from tests.bot.render.samples import TODAY, alert, message
from tests.servers.telegram_html import parse

UNHURRIED = settings(max_examples=60, deadline=None)
NASTY = st.one_of(st.text(max_size=80), st.text(alphabet="&<>_*`~/ ab가🔴\n", max_size=80))
RUNS = st.builds(Text, NASTY, st.booleans(), st.booleans())
LINES = st.lists(RUNS, max_size=4).map(tuple)
TABLES = st.lists(NASTY, min_size=1, max_size=8).map(lambda rows: Table(tuple(rows)))
DOCS = st.lists(st.one_of(LINES, TABLES), max_size=8).map(lambda parts: Doc(tuple(parts)))
LONG = st.builds(
    Doc, st.lists(st.one_of(LINES, TABLES), min_size=3, max_size=12).map(lambda p: tuple(p * 6))
)


def test_telegram_gets_bold_code_and_tables() -> None:
    doc = Doc((line(bold("a & b"), " <c> ", code("005930")), (), Table((" 1 가", "22 나"))))
    assert html.encode(doc) == (
        "<b>a &amp; b</b> &lt;c&gt; <code>005930</code>\n\n<pre> 1 가\n22 나</pre>"
    )


@UNHURRIED
@given(DOCS)
def test_any_text_becomes_html_that_telegram_takes_and_shows_as_it_is(doc: Doc) -> None:
    text, _ = parse(html.encode(doc))
    assert text == plain.encode(doc)


@pytest.mark.parametrize("name", ["<b>&_*", "</pre>", "&lt;", "`~[x](y)", "a\nb"])
def test_names_cannot_format_a_message(name: str) -> None:
    doc = compose(message(alert(stock=name, condition=name)), "ko", TODAY).doc
    text, entities = parse(html.encode(doc))
    assert " ".join(name.split()) in text
    assert sorted(one["type"] for one in entities) == ["bold", "code"]


@UNHURRIED
@given(LONG, st.integers(60, 400))
def test_a_long_doc_is_cut_into_messages_that_are_each_whole(doc: Doc, limit: int) -> None:
    parts = html.messages(doc, limit)
    assert all(units(part) <= limit for part in parts)
    shown = "".join(parse(part)[0] for part in parts)
    assert bare(shown) == bare(plain.encode(doc))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_doc_that_fits_is_one_message_and_an_empty_one_is_none() -> None:
    doc = Doc((line("x"), Table(("1", "2")), (), line("y")))
    assert html.messages(doc) == [html.encode(doc)]
    assert html.messages(Doc(())) == []


def shown(blocks: list[dict[str, Any]]) -> str:
    return "\n".join(block["text"]["text"] for block in blocks)


def test_slack_gets_a_header_sections_and_a_fenced_table() -> None:
    doc = Doc((line(bold("제목 & 것")), line(bold("굵게"), " 글 ", code("c")), Table((" 1 <가>",))))
    (blocks,) = slack.blocks(doc)
    assert [block["type"] for block in blocks] == ["header", "section", "section"]
    assert blocks[0]["text"] == {"type": "plain_text", "text": "제목 & 것", "emoji": True}
    assert blocks[1]["text"] == {"type": "mrkdwn", "text": "*굵게* 글 `c`"}
    assert blocks[2]["text"]["text"] == "```\n 1 &lt;가&gt;\n```"


def test_a_card_is_a_section_whose_fallback_is_its_first_line() -> None:
    doc = compose(message(alert(condition="<b>&_*")), "ko", TODAY).doc
    (blocks,) = slack.blocks(doc)
    assert blocks[0]["text"]["text"].startswith("*편입 삼성전자* 🔴 ▲3.42% · &lt;b&gt;&amp;＿∗")
    assert slack.fallback(doc) == "편입 삼성전자 🔴 ▲3.42% · &lt;b&gt;&amp;＿∗"


def test_an_underscore_inside_a_word_stays_as_it_is() -> None:
    assert slack.escape("급등_1 _기울임_") == "급등_1 ＿기울임＿"


def test_marks_that_touch_letters_are_parted_so_that_slack_reads_them() -> None:
    (blocks,) = slack.blocks(Doc((line(bold("구독"), "하기", " ", bold("a"), code("b")),)))
    assert shown(blocks) == "*구독*\u200b하기 *a*\u200b`b`"


@UNHURRIED
@given(DOCS)
def test_any_text_becomes_blocks_that_slack_takes(doc: Doc) -> None:
    for blocks in slack.blocks(doc):
        assert 0 < len(blocks) <= 50
        for block in blocks:
            assert_slack_takes(block)


@UNHURRIED
@given(st.lists(st.text("&<>ab가", max_size=90), min_size=1, max_size=4), st.booleans())
def test_long_texts_are_cut_between_lines_and_never_inside_an_escape(
    some: list[str], fixed: bool
) -> None:
    texts = [text * (3 + 40 * at) for at, text in enumerate(some)]
    parts: tuple[Line | Table, ...] = (
        (Table(tuple(texts)),) if fixed else tuple(line(text) for text in texts)
    )
    said = "".join(block["text"]["text"] for blocks in slack.blocks(Doc(parts)) for block in blocks)
    for blocks in slack.blocks(Doc(parts)):
        for block in blocks:
            assert_slack_takes(block)
    plain_text = said.replace("`", "").replace("&lt;", "<").replace("&gt;", ">")
    assert bare(plain_text.replace("&amp;", "&")) == bare("".join(texts))


def assert_slack_takes(block: dict[str, Any]) -> None:
    text = block["text"]["text"]
    assert text.strip()
    if block["type"] == "header":
        assert len(text) <= 150
        return
    assert len(text) <= 3000
    assert not re.search(r"[<>]|&(?!(amp|lt|gt);)", text)
    fenced = text.startswith("```\n")
    marks = re.sub(r"`[^`\n]*`", "", text[3:-3] if fenced else text)
    assert "`" not in marks


def test_many_parts_are_spread_over_messages_of_fifty_blocks() -> None:
    doc = Doc(tuple(part for n in range(60) for part in (line(str(n)), Table((str(n),)))))
    assert [len(blocks) for blocks in slack.blocks(doc)] == [50, 50, 20]


@UNHURRIED
@given(st.text())
def test_plain_text_drops_only_what_no_platform_stores(text: str) -> None:
    assert plain.encode(Doc((line(text),))) == sound(text)


def test_the_first_line_is_what_a_notification_shows() -> None:
    assert plain.first_line(Doc(((), line(bold("둘째")), line("셋째")))) == "둘째"


def test_a_line_too_long_for_telegram_is_cut_between_characters_in_its_style() -> None:
    parts = html.messages(Doc((line("머리"), (bold("&" * 30), Text("가" * 30)))), 80)
    assert len(parts) > 2
    assert all(units(part) <= 80 for part in parts)
    assert sum(part.count("&amp;") for part in parts) == 30
    assert sum(part.count("가") for part in parts) == 30

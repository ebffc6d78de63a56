"""Docs as Discord, Teams and short messages take them: within their sizes, and nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Doc, Table, Text, bold, code, line
from bot.render import cards, discord
from bot.render.pieces import octets, pieces

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
runs = st.builds(Text, words, st.booleans(), st.booleans())
parts = st.one_of(
    st.lists(runs, max_size=4).map(tuple),
    st.lists(words, min_size=1, max_size=4).map(lambda rows: Table(tuple(rows))),
)
docs = st.lists(parts, min_size=1, max_size=120).map(lambda found: Doc(tuple(found)))


@given(st.lists(st.text(alphabet="가a ", max_size=60), max_size=30), st.integers(10, 50))
def test_pieces_fit_and_lose_nothing_but_empty_ones(lines: list[str], room: int) -> None:
    for size in (len, octets):
        cut = pieces(lines, room, size)
        assert all(size(one) <= room for one in cut)
        whole = "".join("".join(cut).split())
        assert whole == "".join("".join(lines).split())


def test_lines_stay_together_where_there_is_room() -> None:
    assert pieces(["a", "b", "cccc", "d"], 6) == ["a\nb", "cccc\nd"]
    assert pieces(["가나다"], 6, octets) == ["가나", "다"]


@given(docs)
def test_whatever_is_said_discord_takes_it(doc: Doc) -> None:
    for plain in (False, True):
        said = discord.body(doc, plain=plain)
        assert len(said["content"]) <= 2000
        sizes = [len(one["description"]) for one in said["embeds"]]
        assert all(0 < size <= 4096 for size in sizes)
        assert sum(sizes) <= 6000
        assert len(said["embeds"]) <= 10


def test_marks_that_begin_a_line_or_stand_in_a_name_are_only_text() -> None:
    doc = Doc(
        (line("# 제목"), line("- 점"), line("> 말"), line("1. 하나"), line("-1.2%"), line("a_b_c"))
    )
    said = discord.body(doc)["content"].split("\n")
    assert said == [r"\# 제목", r"\- 점", r"\> 말", r"1\. 하나", r"\-1.2%", r"a\_b\_c"]
    styled = Doc((line(bold(" 굵게 "), code("a`b")), Table(("```",))))
    assert discord.body(styled)["content"] == " **굵게** `aˋb`\n```\nˋˋˋ\n```"


@given(docs)
def test_a_card_holds_every_line_as_it_is(doc: Doc) -> None:
    for plain in (False, True):
        made = cards.message(doc, plain=plain)["attachments"][0]["content"]
        assert all(block["type"] == "RichTextBlock" for block in made["body"])


def test_rows_of_a_table_keep_their_blanks_in_a_card() -> None:
    (row,) = cards.message(Doc((Table(("a    1",)),)))["attachments"][0]["content"]["body"]
    assert row["inlines"][0]["fontType"] == "Monospace"
    assert len(row["inlines"][0]["text"]) == 6
    assert "  " not in row["inlines"][0]["text"]

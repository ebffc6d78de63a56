"""Docs as HTML: nothing anybody is called can become a tag, and all of the words are there."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Button, Doc, Table, Text, bold, code, line
from bot.render import web
from bot.render.measure import sound
from bot.render.web import Shown

OURS = {"p", "b", "code", "pre", "span", "div", "button", "a", "img", "br"}
OURS_INSIDE = {
    "class", "tabindex", "type", "href", "data-fill", "data-press", "target", "rel", "src", "alt",
    "loading", "download",
}  # fmt: skip
NASTY = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "/help<b>",
            "005930",
            "▲3.42% <i>",
            "' onmouseover='x",
            "javascript:alert(1)",
            "&lt;&amp;",
        ]
    ),
)
RUNS = st.builds(Text, NASTY, st.booleans(), st.booleans())
PARTS = st.one_of(
    st.lists(RUNS, max_size=4).map(tuple),
    st.lists(NASTY, max_size=3).map(tuple).map(Table),
)
DOCS = st.lists(PARTS, max_size=5).map(tuple).map(Doc)


class Reading(HTMLParser):
    """What a browser makes of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str | None]:
        return [value for key, value in self.attributes if key == name]


def squeezed(text: str) -> str:
    return "".join(sound(text).split())


def words(doc: Doc) -> str:
    runs = (
        "".join(part.rows) if isinstance(part, Table) else "".join(run.text for run in part)
        for part in doc.parts
    )
    return squeezed("".join(runs))


@given(DOCS)
def test_whatever_is_said_a_browser_reads_the_words_and_no_tag_of_theirs(doc: Doc) -> None:
    read = Reading(web.encode(doc))
    assert set(read.tags) <= OURS
    assert {name for name, _ in read.attributes} <= OURS_INSIDE
    assert squeezed(read.text) == words(doc)


@given(DOCS)
def test_inside_a_paragraph_there_is_no_other_box(doc: Doc) -> None:
    read = Reading(web.inline(doc))
    assert set(read.tags) <= OURS - {"p", "pre", "div", "img"}


@given(NASTY, NASTY)
def test_a_button_carries_its_command_whatever_is_in_it(label: str, command: str) -> None:
    read = Reading(web.buttons([[Button(label, command, keeps=True)]]))
    assert read.values("data-press") == [sound(f"+{command}")]
    assert squeezed(read.text) == squeezed(label)
    assert set(read.tags) == {"div", "button"}


@given(NASTY, NASTY)
def test_a_file_is_named_and_nothing_more(name: str, alt: str) -> None:
    files = (
        Shown("/chat/files/1/0", name, "picture", alt),
        Shown("/chat/files/1/1", name, "file"),
    )
    read = Reading(web.attached(files))
    assert read.values("src") == ["/chat/files/1/0"]
    assert read.values("alt") == [sound(alt or name)]
    assert set(read.values("href")) == {"/chat/files/1/0", "/chat/files/1/1"}
    assert set(read.tags) <= OURS


@given(NASTY)
def test_what_a_person_wrote_is_shown_as_they_wrote_it(text: str) -> None:
    read = Reading(web.said(text))
    assert read.tags == ["div", "p"]
    assert squeezed(read.text) == squeezed(text)


def test_what_rose_is_red_and_what_fell_is_blue() -> None:
    html = web.encode(Doc((line("▲3.42% ▼1,200 +0.5% -2.10% 3-5% 0.00%"),)))
    assert '<span class="up">▲3.42%</span> <span class="down">▼1,200</span>' in html
    assert '<span class="up">+0.5%</span> <span class="down">-2.10%</span> 3-5% 0.00%' in html


def test_a_stock_leads_to_its_page_and_a_command_into_the_input() -> None:
    html = web.encode(Doc((line(code("005930"), " ", code("/search 0"), " /help, a/b/c /x/y"),)))
    assert 'href="/stocks/005930"' in html
    assert Reading(html).values("data-fill") == ["/search 0", "/help"]


def test_a_table_scrolls_in_a_box_that_the_keyboard_reaches() -> None:
    html = web.encode(Doc((Table(("+3.42% 71,200 삼성전자", "-0.10%  1,200 가나다")),)))
    assert html.startswith('<pre class="table" tabindex="0">')
    assert "\n" in html


def test_a_line_that_is_bold_throughout_is_a_title_and_an_empty_one_a_gap() -> None:
    html = web.encode(Doc(((bold("편입 삼성전자"),), (), line(bold("a"), "b"))))
    assert '<p class="title"><b>편입 삼성전자</b></p><p class="gap"></p><p><b>a</b>b</p>' in html


def test_pictures_stand_above_the_words_and_files_below() -> None:
    files = (Shown("/f", "a.xlsx", "file"), Shown("/p", "a.png", "picture", "차트"))
    html = web.bubble(Doc((line("words"),)), (), files)
    assert html.index('src="/p"') < html.index("words") < html.index('href="/f"')
    assert web.bubble(Doc(())) == ""

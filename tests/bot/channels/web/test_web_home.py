"""The page itself: what a newcomer reads, in both languages, and that nothing in it is inline."""

import re
from html.parser import HTMLParser

import pytest

from tests.bot.channels.web.stage import Page

KOREAN, ENGLISH = {"Accept-Language": "ko-KR,ko"}, {"Accept-Language": "en-US,en;q=0.9,ko;q=0.5"}


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [str(found["id"]) for _, found in self.all if "id" in found]


@pytest.mark.parametrize("path", ["/", "/chat", "/live"])
@pytest.mark.parametrize("headers", [KOREAN, ENGLISH], ids=["ko", "en"])
async def test_nothing_is_inline_and_nothing_comes_from_elsewhere(
    page: Page, path: str, headers: dict[str, str]
) -> None:
    answer = await page.client.get(path, headers=headers)
    assert answer.status_code == 200
    found = Elements(answer.text)
    for tag, attributes in found.all:
        assert tag != "style"
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        assert tag != "script" or str(attributes.get("src", "")).startswith("/static/")
        for name in ("src", "href", "action", "formaction"):
            assert not re.match(r"(?:[a-z]+:)?//", str(attributes.get(name, "/")))
    assert len(found.ids()) == len(set(found.ids()))
    assert sum(tag == "h1" for tag, _ in found.all) == 1
    assert all(
        "?" not in word
        for word in re.findall(r'data-words=\'\{"[^}]*', answer.text)
        if "{" not in word
    )


async def test_a_stock_is_looked_for_from_wherever_somebody_is(page: Page) -> None:
    for headers, name in ((KOREAN, "종목"), (ENGLISH, "Stocks")):
        for path in ("/", "/history"):
            found = (await page.client.get(path, headers=headers)).text
            entry = re.search(r'<a class="place later" href="/stocks">(.*?)</a>', found)
            assert entry, path
            assert "<svg" in entry[1]
            assert f"<span>{name}</span>" in entry[1]
        shown = (await page.client.get("/stocks", headers=headers)).text
        assert '<a class="place later" href="/stocks" aria-current="page">' in shown


async def test_a_newcomer_reads_what_it_is_and_may_subscribe_at_once(page: Page) -> None:
    korean = (await page.client.get("/", headers=KOREAN)).text
    assert "조건식에 종목이 들어오고 나가는 순간 알려 드립니다." in korean
    assert 'data-say="/subscribe 0">조건식 0 구독<' in korean
    assert '<html lang="ko">' in korean
    english = (await page.client.get("/", headers=ENGLISH)).text
    assert "Subscribe to condition 0" in english
    assert '<html lang="en">' in english


async def test_conditions_that_nobody_follows_are_offered(page: Page) -> None:
    found = (await page.client.get("/live/conditions", headers=KOREAN)).text
    assert found.count('data-say="/subscribe #') == 2
    assert "상승추세" in found


async def test_a_language_chosen_on_the_page_stays(page: Page) -> None:
    answer = await page.client.post(
        "/lang?to=en", headers={**KOREAN, "Referer": f"{page.url}/live"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/live")
    assert '<html lang="en">' in (await page.client.get("/", headers=KOREAN)).text
    elsewhere = await page.client.post("/lang?to=ko", headers={"Referer": "https://evil.example/x"})
    assert elsewhere.headers["location"] == "/"
    assert (await page.client.post("/lang?to=fr")).status_code == 422


async def test_a_stranger_sees_no_way_in_but_the_sign_in(guarded: Page) -> None:
    answer = await guarded.client.get("/", headers={**KOREAN, "Accept": "text/html"})
    assert answer.status_code == 401
    assert "/sign-in" in answer.text
    assert 'id="places"' not in answer.text


async def test_a_browser_asks_each_time_whether_its_scripts_are_still_the_same(page: Page) -> None:
    first = await page.client.get("/static/link.js")
    assert first.headers["cache-control"] == "no-cache"
    again = await page.client.get(
        "/static/link.js", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")

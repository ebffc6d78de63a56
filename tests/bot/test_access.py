"""Who may do what."""

import pytest

from bot.access import Access, Role


def test_nobody_is_let_in_by_default() -> None:
    access = Access([])
    assert access.role("telegram:1001") is None
    assert access.role("") is None


def test_owners_are_those_who_are_listed() -> None:
    access = Access(["telegram:1001", " slack:U0123 ", ""])
    assert access.role("telegram:1001") is Role.OWNER
    assert access.role("slack:U0123") is Role.OWNER


@pytest.mark.parametrize(
    "person", ["telegram:10010", "slack:1001", "1001", "telegram:", "web:1001"]
)
def test_an_owner_of_one_platform_is_nobody_on_another(person: str) -> None:
    assert Access(["telegram:1001"]).role(person) is None


def test_capitals_in_the_settings_lock_nobody_out() -> None:
    assert Access(["Slack:u0123"]).role("slack:U0123") is Role.OWNER


def test_whoever_sits_at_the_console_owns_the_machine() -> None:
    assert Access([]).role("console:local") is Role.OWNER


def test_a_higher_role_may_do_what_a_lower_one_may() -> None:
    assert Role.OWNER > Role.TRADER > Role.VIEWER

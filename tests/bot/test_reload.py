"""Settings read again: what changes at once, what waits for a restart, what changes nothing."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.reload import Reload, Reloaded, json_logs
from bot.settings import Settings, load
from core.calendar import CalendarFileWrong
from core.errors import OwnersLost, SettingsMissing, SettingsWrong


class Stage:
    """Settings that a test changes, and what was taken over."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.taken: list[tuple[str, object]] = []
        self.learnt: list[str] = []
        self.calendar: bool | Exception = False
        self.reload = Reload(
            load(),
            self._read,
            {
                ("owners",): lambda new: self.taken.append(("owners", new.owners)),
                ("log_level", "log_format"): lambda new: self.taken.append(("log", new.log_level)),
            },
            self._calendar,
            self._learn,
        )

    def _read(self) -> Settings:
        return load(**self.values)

    def _calendar(self) -> bool:
        if isinstance(self.calendar, Exception):
            raise self.calendar
        return self.calendar

    def _learn(self, secrets: Sequence[str]) -> None:
        self.learnt += secrets


@pytest.fixture
def stage(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.chdir(str(tmp_path))
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return Stage()


def test_what_has_not_changed_is_not_touched(stage: Stage) -> None:
    assert stage.reload() == Reloaded()
    assert stage.taken == []


def test_what_can_change_is_taken_over_once_and_named_without_its_value(stage: Stage) -> None:
    stage.values = {"owners": "telegram:7", "log_level": "DEBUG", "log_format": "json"}
    assert stage.reload() == Reloaded(("OWNERS", "LOG_LEVEL", "LOG_FORMAT"))
    assert stage.taken == [("owners", ("telegram:7",)), ("log", "DEBUG")]
    assert stage.reload() == Reloaded()


def test_what_needs_a_restart_is_named_until_there_is_one(stage: Stage) -> None:
    stage.values = {"kiwoom_app_key": "hush-hush", "log_level": "ERROR"}
    assert stage.reload() == Reloaded(("LOG_LEVEL",), ("KIWOOM_APP_KEY",))
    assert stage.reload() == Reloaded((), ("KIWOOM_APP_KEY",))
    stage.values = {"log_level": "ERROR"}
    assert stage.reload() == Reloaded()


def test_a_name_in_the_file_that_is_nearly_a_setting_is_named(stage: Stage) -> None:
    Path(".env").write_text("FOLD_WINDWO=0\nOWNERS=\n", encoding="utf-8")
    assert stage.reload() == Reloaded(misspelt=(("FOLD_WINDWO", "FOLD_WINDOW"),))


def test_new_secrets_are_known_to_the_logs_before_anything_else(stage: Stage) -> None:
    stage.values = {"telegram_bot_token": "hush-hush"}
    stage.reload()
    assert stage.learnt == ["hush-hush"]


def test_a_calendar_that_says_something_else_is_named(stage: Stage) -> None:
    stage.calendar = True
    assert stage.reload() == Reloaded(("calendar.toml",))


def test_wrong_settings_change_nothing(stage: Stage) -> None:
    stage.values = {"owners": "telegram:7", "log_level": "LOUD"}
    with pytest.raises(SettingsWrong):
        stage.reload()
    assert stage.taken == []
    stage.values = {"owners": "telegram:7"}
    assert stage.reload() == Reloaded(("OWNERS",))


@pytest.mark.parametrize("left", ["", "telegram:8"])
def test_nobody_is_locked_out_by_what_they_ask_for(stage: Stage, left: str) -> None:
    stage.values = {"owners": "telegram:7,slack:U01"}
    stage.reload()
    stage.values = {"owners": left}
    with pytest.raises(OwnersLost):
        stage.reload("telegram:7")
    assert stage.taken[1:] == []
    stage.values = {"owners": "telegram:7"}
    assert stage.reload("telegram:7") == Reloaded(("OWNERS",)), "others may go"


def test_no_signal_leaves_the_bot_without_an_owner(stage: Stage) -> None:
    stage.values = {"owners": "telegram:7"}
    stage.reload()
    stage.values = {}
    with pytest.raises(OwnersLost):
        stage.reload()


def test_a_file_that_is_gone_changes_nothing(stage: Stage) -> None:
    keyed = Reload(load(kiwoom_app_key="hush-hush"), load, {}, lambda: False, lambda _: None)
    with pytest.raises(SettingsMissing):
        keyed()


def test_a_wrong_calendar_changes_nothing(stage: Stage) -> None:
    stage.values = {"owners": "telegram:7"}
    stage.calendar = CalendarFileWrong(Path("calendar.toml"), "not TOML")
    with pytest.raises(SettingsWrong):
        stage.reload()
    assert stage.taken == []


@pytest.mark.parametrize(
    ("values", "as_json"),
    [
        ({}, False),
        ({"environment": "production"}, True),
        ({"environment": "production", "log_format": "text"}, False),
        ({"log_format": "json"}, True),
    ],
)
def test_the_log_is_json_in_production_or_where_that_is_said(
    stage: Stage, values: dict[str, str], as_json: bool
) -> None:
    assert json_logs(load(**values)) is as_json

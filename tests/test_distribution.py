"""Two generic package names: nobody else in this environment may have them."""

import re
import tomllib
import zipfile
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]
OURS = "kiwoom-condition-bot"


def _top_level(distribution: Distribution) -> set[str]:
    files = distribution.files or []
    return {PurePosixPath(str(file)).parts[0].removesuffix(".py") for file in files}


def test_no_other_installed_distribution_ships_bot_or_core() -> None:
    others = [one for one in distributions() if one.metadata["Name"] != OURS]
    assert len(others) > 20  # the environment is the locked one, not an empty one
    takers = {one.metadata["Name"] for one in others if _top_level(one) & {"bot", "core"}}
    assert takers == set()


def test_our_own_distribution_is_installed_with_its_command() -> None:
    (ours,) = (one for one in distributions() if one.metadata["Name"] == OURS)
    commands = {entry.name: entry.value for entry in ours.entry_points}
    assert commands == {"kiwoom-bot": "bot.cli:main"}
    assert ours.metadata["License-Expression"] == "MIT"


def test_the_version_is_the_newest_of_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "docs" / "changelog.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", changelog, re.MULTILINE)[0] == project["version"]


def test_the_wheel_carries_the_fonts_of_the_pictures_with_their_licence(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        licence = packed.read("bot/render/fonts/OFL.txt").decode()
    assert {f"bot/render/fonts/ConditionBotSans-{one}.otf" for one in ("Medium", "Bold")} <= names
    assert "SIL OPEN FONT LICENSE" in licence
    assert "Kil Hyung-jin" in licence

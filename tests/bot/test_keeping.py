"""Files of a face that cannot show them: saved by the second, under safe names, the newest kept."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.keeping import MOST, keep
from bot.messages import Attachment
from core.clock import KST

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=KST)


def file(name: str = "오늘.csv", data: bytes = b"1") -> Attachment:
    return Attachment(name, data, "file")


def test_a_file_is_saved_under_its_moment_and_its_name(tmp_path: Path) -> None:
    path = keep(tmp_path / "new" / "files", file(), NOON)
    assert path.name == "20261123-120000-오늘.csv"
    assert path.read_bytes() == b"1"


def test_two_of_one_second_are_two_files(tmp_path: Path) -> None:
    paths = [keep(tmp_path, file(data=bytes([n])), NOON) for n in range(3)]
    assert [one.read_bytes() for one in paths] == [b"\0", b"\1", b"\2"]
    assert len(set(paths)) == 3


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("삼성전자 일봉.png", "삼성전자_일봉.png"),
        ('a:b*c?"<>|.png', "a_b_c_.png"),
        ("..", "file"),
        ("", "file"),
        ("가" * 300 + ".png", "가" * 76 + ".png"),
    ],
)
def test_a_name_never_leaves_the_folder_nor_breaks_a_system(
    tmp_path: Path, name: str, safe: str
) -> None:
    path = keep(tmp_path, file(name), NOON)
    assert path.parent == tmp_path
    assert path.name == f"20261123-120000-{safe}"


def test_the_oldest_make_room_and_what_was_just_saved_stays(tmp_path: Path) -> None:
    for second in range(MOST + 5):
        keep(tmp_path, file(), NOON + timedelta(seconds=second))
    kept = sorted(one.name for one in tmp_path.iterdir())
    assert len(kept) == MOST
    assert kept[0] == "20261123-120005-오늘.csv"
    early = keep(tmp_path, file(), NOON - timedelta(days=1))
    assert early.exists()
    assert len(list(tmp_path.iterdir())) == MOST

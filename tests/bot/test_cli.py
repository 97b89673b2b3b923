"""The commands as a person at a terminal meets them: what is printed, what is said on trouble, the
exit code."""

import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from bot.cli import main
from bot.single import only_one

ROSTER = "Tên đơn vị,Đơn vị cấp trên\nQuận Đoàn A,\nĐoàn phường B,Quận Đoàn A\n"
WITH_FAULTS = "Tên đơn vị,Đơn vị cấp trên\nQuận Đoàn A,\n,Quận Đoàn A\nĐoàn phường C,Thành Đoàn X\n"


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    out: str
    err: str


Aoxanh = Callable[..., Said]


@pytest.fixture
def aoxanh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Aoxanh]:
    """In an empty folder, with nothing set."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("AOXANH_")]:  # noqa: TID251
        monkeypatch.delenv(name)
    before = structlog.get_config()

    def run(*words: str, stdin: str = "", **variables: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["aoxanh", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        for name, value in variables.items():
            monkeypatch.setenv(f"AOXANH_{name}", value)
        with pytest.raises(SystemExit) as left:
            main()
        heard = capsys.readouterr()
        return Said(int(left.value.code or 0), heard.out, heard.err)

    yield run
    structlog.configure(**before)


def _rosters(folder: Path) -> None:
    (folder / "good.csv").write_text(ROSTER, encoding="utf-8")
    (folder / "faults.csv").write_text(WITH_FAULTS, encoding="utf-8")


def _only_line(text: str) -> str:
    (line,) = text.splitlines()
    return line


def test_help_names_every_command_and_waits_for_no_heavy_import() -> None:
    """aiogram takes seconds, SQLAlchemy nearly one."""
    code = (
        "import sys\nfrom bot.cli import main\nsys.argv = ['aoxanh', '--help']\n"
        "try:\n    main()\nfinally:\n"
        "    print([m for m in ('aiogram', 'sqlalchemy', 'pydantic') if m in sys.modules])\n"
    )
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=50
    )
    *shown, imported = done.stdout.splitlines()
    assert imported == "[]"
    commands = {"demo", "run", "rehearse", "read", "units"}
    commands |= {"invite", "migrate", "backup", "restore", "doctor"}
    listed = {line.split()[0] for line in shown if line.startswith("  ") and line.strip()}
    assert commands <= listed


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "mysql://root@localhost/aoxanh"),
        ("TIMEZONE", "Mars/Olympus"),
        ("TELEGRAM_TOKEN", "no-token"),
        ("PUBLIC_URL", "aoxanh.example.org"),
        ("PORT", "99999"),
        ("PORT", "abc"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(
    aoxanh: Aoxanh, variable: str, value: str
) -> None:
    said = aoxanh("run", **{variable: value})
    assert said.code == 1
    assert _only_line(said.err).startswith(f"AOXANH_{variable}: ")
    assert said.out == ""


def test_units_are_imported_and_listed_with_their_codes(aoxanh: Aoxanh, tmp_path: Path) -> None:
    _rosters(tmp_path)
    said = aoxanh("units", "import", "good.csv")
    assert said.code == 0
    assert said.out.splitlines() == [
        "quan-doan-a\tQuận Đoàn A",
        "doan-phuong-b\tĐoàn phường B",
        "1 added, 0 updated under quan-doan-a",
    ]


def test_a_roster_with_faults_names_each_row_and_imports_nothing(
    aoxanh: Aoxanh, tmp_path: Path
) -> None:
    _rosters(tmp_path)
    said = aoxanh("units", "import", "faults.csv")
    assert said.code == 1
    assert "Dòng 3: thiếu tên đơn vị" in said.err
    assert "dòng 4: không có đơn vị cấp trên «Thành Đoàn X»" in said.err
    again = aoxanh("units", "import", "good.csv")
    assert "1 added, 0 updated" in again.out


def test_an_invitation_is_a_code_and_its_link(aoxanh: Aoxanh, tmp_path: Path) -> None:
    _rosters(tmp_path)
    aoxanh("units", "import", "good.csv")
    said = aoxanh("invite", "coordinator", "--unit", "quan-doan-a", PUBLIC_URL="https://x.vn")
    code, link, _ = said.out.splitlines()
    assert said.code == 0
    assert len(code) == 8
    assert link == f"web chat: https://x.vn/?start={code}"


@pytest.mark.parametrize(
    ("role", "unit", "complaint"),
    [
        ("coordinator", "nowhere", "--unit nowhere: no unit has this code"),
        ("president", "quan-doan-a", "invite president: there is "),
    ],
)
def test_an_invitation_to_nothing_is_refused(
    aoxanh: Aoxanh, tmp_path: Path, role: str, unit: str, complaint: str
) -> None:
    _rosters(tmp_path)
    aoxanh("units", "import", "good.csv")
    said = aoxanh("invite", role, "--unit", unit)
    assert (said.code, said.out) == (1, "")
    assert _only_line(said.err).startswith(complaint)


def test_migrating_twice_changes_nothing_the_second_time(aoxanh: Aoxanh) -> None:
    assert aoxanh("migrate").out == "The database was brought up to date.\n"
    assert aoxanh("migrate").out == "Nothing to do.\n"


@pytest.mark.parametrize("command", [["migrate"], ["units", "import", "good.csv"]])
def test_a_database_of_a_newer_program_is_one_line(
    aoxanh: Aoxanh, tmp_path: Path, command: list[str]
) -> None:
    _rosters(tmp_path)
    aoxanh("migrate")
    with closing(sqlite3.connect(tmp_path / "data" / "aoxanh.db")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    said = aoxanh(*command)
    assert (said.code, said.out) == (1, "")
    line = _only_line(said.err)
    assert line.startswith("AOXANH_DATABASE_URL: the database has schema 9999, newer")


def test_what_was_backed_up_comes_back(aoxanh: Aoxanh, tmp_path: Path) -> None:
    _rosters(tmp_path)
    aoxanh("migrate")
    assert aoxanh("backup", "before.db").code == 0
    aoxanh("units", "import", "good.csv")
    assert aoxanh("restore", "before.db").code == 0
    assert "no unit has this code" in aoxanh("invite", "viewer", "--unit", "quan-doan-a").err


def test_a_backup_is_not_put_back_under_a_running_bot(aoxanh: Aoxanh, tmp_path: Path) -> None:
    aoxanh("migrate")
    aoxanh("backup", "before.db")
    with only_one(tmp_path / "data"):
        said = aoxanh("restore", "before.db")
    assert said.code == 1
    assert "another aoxanh is running" in _only_line(said.err)


def test_what_is_no_backup_is_not_put_back(aoxanh: Aoxanh, tmp_path: Path) -> None:
    aoxanh("migrate")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" * 100)
    said = aoxanh("restore", "photo.jpg")
    assert said.code == 1
    assert _only_line(said.err).startswith("photo.jpg: ")
    assert aoxanh("migrate").out == "Nothing to do.\n"


def test_there_is_nothing_to_back_up_before_the_first_start(aoxanh: Aoxanh, tmp_path: Path) -> None:
    said = aoxanh("backup", "before.db")
    assert said.code == 1
    assert "does not exist" in _only_line(said.err)
    assert not (tmp_path / "data" / "aoxanh.db").exists()


def test_a_second_run_on_one_database_refuses(aoxanh: Aoxanh, tmp_path: Path) -> None:
    with only_one(tmp_path / "data"):
        said = aoxanh("run")
    assert said.code == 1
    assert "another aoxanh is running on this database" in _only_line(said.err)


def test_the_readers_answer_line_by_line(aoxanh: Aoxanh) -> None:
    lines = [
        {"id": 1, "text": "ĐVTN: 25\nLượt người dân: 120"},
        {"id": "b", "text": "chào cả nhà"},
        {"id": 3, "text": "16h thứ Bảy", "now": "2026-11-26T09:00:00+07:00"},
    ]
    asked = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    said = aoxanh("read", "report", "--ndjson", stdin=asked)
    answers = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 0
    assert [answer["id"] for answer in answers] == [1, "b", 3]
    assert answers[0]["result"] == {"volunteers": 25, "citizens": 120}
    assert answers[1]["result"] == {}


def test_the_doctor_is_content_with_a_fresh_installation(aoxanh: Aoxanh) -> None:
    aoxanh("migrate")
    said = aoxanh("doctor")
    assert said.code == 0, said.out
    assert all(line.startswith("ok ") for line in said.out.splitlines())


def test_the_doctor_exits_1_when_something_is_wrong(aoxanh: Aoxanh) -> None:
    aoxanh("migrate")
    said = aoxanh("doctor", REDIS_URL="redis://127.0.0.1:1")
    assert said.code == 1
    assert "BAD  Redis: does not answer" in said.out

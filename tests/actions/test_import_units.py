import io

import pytest
from openpyxl import Workbook

from actions.import_units import found_units, import_units, read_file, typed_roster
from actions.roster_file import rows_of
from reading.roster import Fault, RosterFault, read_roster
from rules.model import Actor, Refused, RoleKind
from storage.db import Session
from storage.participations import participations_of
from storage.units import Unit, find_by_name, roots, subtree, unit_by_code
from tests.builders import MONDAY, a_day, a_district, a_role


def _xlsx(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.create_sheet(index=0)
    for row in rows:
        sheet.append(row)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


async def _boss(session: Session) -> tuple[Unit, Actor]:
    host, *_ = await a_district(session)
    return host, await a_role(session, RoleKind.COORDINATOR, host, "Hà")


async def _names(session: Session, host: Unit) -> list[str]:
    return [each.name for each in await subtree(session, host.path)]


async def test_only_names_are_required(session: Session) -> None:
    host, boss = await _boss(session)
    done = await import_units(
        session, boss, host, typed_roster("P. An Thới\n\nChi đoàn Thuế"), now=MONDAY
    )
    assert [each.name for each in done.added] == ["P. An Thới", "Chi đoàn Thuế"]
    assert [each.code for each in done.added] == ["p-an-thoi", "chi-doan-thue"]
    assert {each.parent_id for each in done.added} == {host.id}


async def test_a_sheet_with_titles_header_and_all_columns(session: Session) -> None:
    host, boss = await _boss(session)
    content = _xlsx(
        ["DANH SÁCH ĐƠN VỊ"],
        [],
        [
            "STT",
            "Mã",
            "Tên đơn vị",
            "Đơn vị cấp trên",
            "Tên khác",
            "Số ĐV",
            "Số đoàn viên",
            "Trường học (dưới 16)",
        ],
        [1, "PAT", "Đoàn phường An Thới", None, "P. An Thới; An Thới", None, 120.0, None],
        [2, None, "THCS Lê Khê", "PAT", None, None, "1.250", "x"],
    )
    done = await import_units(session, boss, host, await read_file(content), now=MONDAY)
    ward, school = done.added
    assert (ward.code, ward.members, ward.minors) == ("PAT", 120, False)
    assert (school.parent_id, school.members, school.minors) == (ward.id, 1250, True)
    assert school.path == f"{host.path}{ward.id}/{school.id}/"
    assert [each.id for each in await find_by_name(session, "an thoi")] == [ward.id]


@pytest.mark.parametrize(
    "content",
    [
        "\ufefftên đơn vị;mã\nP. An Thới;PAT\n".encode(),
        b"name,code\nP. An Th\xe1\xbb\x9bi,PAT\n",
        "Tên đơn vị\tMã\r\nP. An Thới\tPAT\r\n".encode("utf-16"),
    ],
)
def test_a_csv_of_any_make_reads_alike(content: bytes) -> None:
    (line,) = read_roster(rows_of(content)).lines
    assert (line.name, line.code) == ("P. An Thới", "PAT")


def test_numbering_before_the_names_needs_no_header() -> None:
    roster = read_roster(rows_of(_xlsx([1, "P. An Thới"], [2, "P. Sơn Hạ"])))
    assert [line.name for line in roster.lines] == ["P. An Thới", "P. Sơn Hạ"]


def test_faults_name_their_rows_as_the_sheet_numbers_them() -> None:
    rows = [
        ["Tên đơn vị", "Số đoàn viên"],
        ["A1", "3"],
        ["", "5"],
        ["", ""],
        ["a1", ""],
        ["B", "x"],
    ]
    assert read_roster(rows).faults == (
        RosterFault(3, Fault.NO_NAME),
        RosterFault(5, Fault.DUPLICATE, 2),
        RosterFault(6, Fault.BAD_MEMBERS, text="x"),
    )


async def test_one_fault_and_nothing_is_imported(session: Session) -> None:
    host, boss = await _boss(session)
    before = await _names(session, host)
    roster = typed_roster("P. An Thới\nP. Sơn Hạ\np. an thoi")
    with pytest.raises(Refused, match="roster_faults") as refused:
        await import_units(session, boss, host, roster, now=MONDAY)
    assert refused.value.values["faults"] == (RosterFault(3, Fault.DUPLICATE, 1),)
    assert await _names(session, host) == before


@pytest.mark.parametrize(
    ("parent", "fault"), [("Không có", Fault.NO_SUCH_PARENT), ("B", Fault.OWN_PARENT)]
)
async def test_a_parent_must_be_there_and_above(
    session: Session, parent: str, fault: Fault
) -> None:
    host, boss = await _boss(session)
    roster = read_roster([["Tên", "Cấp trên"], ["A", parent], ["B", "A"]])
    with pytest.raises(Refused, match="roster_faults") as refused:
        await import_units(session, boss, host, roster, now=MONDAY)
    faults = refused.value.values["faults"]
    assert isinstance(faults, tuple)
    assert faults[0].fault is fault


async def test_the_same_roster_again_brings_no_duplicates(session: Session) -> None:
    host, boss = await _boss(session)
    rows = [
        ["Tên", "Cấp trên", "Số đoàn viên"],
        ["A", "", "3"],
        ["Khu phố 1", "A", ""],
        ["B", "", ""],
        ["Khu phố 1", "B", "7"],
    ]
    await import_units(session, boss, host, read_roster(rows), now=MONDAY)
    rows[1][2] = "4"
    again = await import_units(session, boss, host, read_roster(rows), now=MONDAY)
    assert again.added == ()
    assert [(each.name, each.members) for each in again.updated] == [("A", 4)]
    assert len(await subtree(session, host.path)) == 3 + 4


async def test_a_code_renames_and_the_old_name_still_finds(session: Session) -> None:
    host, boss = await _boss(session)
    roster = read_roster([["Mã", "Tên"], ["U1", "Đoàn phường Tân Lộc Mới"]])
    done = await import_units(session, boss, host, roster, now=MONDAY)
    assert done.added == ()
    renamed = await unit_by_code(session, "U1")
    assert renamed is not None
    assert renamed.name == "Đoàn phường Tân Lộc Mới"
    assert await find_by_name(session, "doan phuong tan loc") == [renamed]


async def test_names_alike_get_codes_of_their_own(session: Session) -> None:
    host, boss = await _boss(session)
    await import_units(session, boss, host, typed_roster("Khu phố 1"), now=MONDAY)
    ward = (await find_by_name(session, "doan phuong tan loc"))[0]
    roster = read_roster([["Tên", "Cấp trên"], ["Khu phố 1", ward.code]])
    done = await import_units(session, boss, host, roster, now=MONDAY)
    assert [each.code for each in done.added] == ["khu-pho-1-2"]


async def test_a_unit_added_to_an_open_day_is_expected_there(session: Session) -> None:
    host, boss = await _boss(session)
    event = await a_day(session, host)
    await import_units(session, boss, host, typed_roster("P. An Thới"), now=MONDAY)
    expected = await participations_of(session, event.id)
    assert "P. An Thới" in [each.unit_name for each in expected]


async def test_the_first_roster_founds_its_host(session: Session) -> None:
    done = await found_units(session, typed_roster("Quận Đoàn\nP. A\nP. B"), now=MONDAY)
    assert done.founded
    assert [each.name for each in await roots(session)] == ["Quận Đoàn"]
    assert [each.parent_id for each in done.added] == [done.host.id] * 2


async def test_a_named_host_stands_above_the_whole_roster(session: Session) -> None:
    roster = typed_roster("P. A\nP. B")
    done = await found_units(session, roster, host_name="Quận Đoàn", now=MONDAY)
    assert (done.host.name, len(done.added)) == ("Quận Đoàn", 2)


async def test_a_reporter_imports_nothing(session: Session) -> None:
    host, *_ = await a_district(session)
    minh = await a_role(session, RoleKind.REPORTER, host)
    with pytest.raises(Refused, match="for_coordinators"):
        await import_units(session, minh, host, typed_roster("P. A"), now=MONDAY)


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0"]
)
def test_what_is_no_sheet_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused, match="roster_unreadable"):
        rows_of(content)


def test_a_sheet_beyond_the_limit_is_refused() -> None:
    with pytest.raises(Refused, match="roster_too_large"):
        rows_of("\n".join(["tên", *(f"u{i}" for i in range(6001))]).encode())


def test_a_formula_is_read_as_its_value_never_as_its_text() -> None:
    rows = rows_of(_xlsx(["Tên", "Ghi chú"], ["P. A", "=1+1"]))
    assert "=1+1" not in str(rows)


async def test_168_units_take_few_statements(session: Session) -> None:
    host, boss = await _boss(session)
    text = "\n".join(f"Chi đoàn {i}" for i in range(168))
    counted = Counting(session)
    await import_units(counted, boss, host, typed_roster(text), now=MONDAY)
    assert counted.statements < 15


class Counting:
    """A session that counts its statements."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.dialect = session.dialect
        self.statements = 0

    async def execute(self, *arguments):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN201
        self.statements += 1
        return await self._session.execute(*arguments)

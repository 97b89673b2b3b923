"""The numbers and names that people read, taken out of the words again."""

import re

from actions.progress import Board, board_words, provisional
from actions.report_card import compose_report_card
from actions.unit_page import UnitPage
from rendering.texts import words
from storage.outbox import Claimed
from tests.properties.model import Day, Expected, Figures, difference, recount
from tests.properties.world import Finding, World

STATES = {
    "not_registered": "Chưa đăng ký",
    "not_sent": "Chưa gửi",
    "partial": "Còn thiếu",
    "complete": "Đủ",
    "returned": "Trả lại",
    "not_taking_part": "Không tổ chức",
}


def same(what: str, text: str, read: object, counted: object) -> None:
    if read != counted:
        raise Finding(f"{what} reads {read!r}, counted {counted!r}:\n{text}")


def number(text: str) -> int:
    return int(text.replace(".", "").replace("−", "-"))


def shown(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def bare(text: str) -> str:
    return re.sub(r"</?(b|i|a|code)[^>]*>", "", text)


def totals_line(figures: Figures) -> str:
    """As it has to be written: labels in the day's order, dossiers together."""
    parts, totals = [], figures.totals
    for key, label in figures.labels:
        if key not in totals or (key == "dossiers_received" and "dossiers_resolved" in totals):
            continue
        if key == "dossiers_resolved" and "dossiers_received" in totals:
            of = totals["dossiers_received"]
            rate = f" ({int(totals[key] * 100 / of + 0.5)}%)" if of else ""
            parts.append(f"Hồ sơ {shown(totals[key])}/{shown(of)}{rate}")
        else:
            parts.append(f"{label} {shown(totals[key])}")
    return " · ".join(parts) if parts else "Chưa có số liệu nào."


async def read(world: World, day: Day, drawn: Board) -> None:
    _board(day, bare(board_words(drawn).text))
    said = await provisional(world.session, world.actors["Hoa"], day.id, now=world.now)
    text, now = bare(said.text), recount(day)
    if day.state == "frozen":
        last = day.editions[max(day.editions)]
        _edition(day, "frozen figures", text, last)
        _since(day, text, last, now)
    else:
        reported = re.search(r": (\S+)/(\S+) đơn vị", text)
        assert reported is not None, text
        pair = tuple(number(each) for each in reported.groups())
        same("provisional", text, pair, (now.reported, now.must_report))
        _figures(day, "provisional", text, now)
    for number_, figures in day.editions.items():
        kept = world.kept_editions.get((day.id, number_))
        if kept is not None and kept[1]:
            _edition(day, f"edition {number_}", bare(str(kept[1])), figures)


def _board(day: Day, text: str) -> None:
    first = next(line for line in text.splitlines() if " đơn vị)" in line)
    counts = {}
    for label, count in re.findall(r"([^·\d(]+?) ([\d.]+)", first.split(" (")[0]):
        counts[label.strip()] = number(count)
    counted: dict[str, int] = {}
    for each in day.expected:
        label = STATES[each.progress]
        counted[label] = counted.get(label, 0) + 1
    same("board", text, counts, counted)
    total = re.search(r"\(([\d.]+) đơn vị\)", first)
    same("board", text, total and number(total[1]), len(day.expected))


def _edition(day: Day, what: str, text: str, figures: Figures) -> None:
    found = re.search(r"(\S+)/(\S+) đơn vị đã báo cáo, (\S+) đúng hạn(?: \((\d+)%\))?", text)
    assert found is not None, text
    read_ = tuple(None if each is None else number(each) for each in found.groups())
    same(what, text, read_, (figures.reported, figures.must_report, figures.on_time, figures.rate))
    _figures(day, what, text, figures)


def _figures(day: Day, what: str, text: str, figures: Figures) -> None:
    lines = text.splitlines()
    same(what, text, totals_line(figures) in lines, True)
    same(what, text, f"{shown(figures.photos)} ảnh" in lines, True)
    away = re.search(r"; (\d+) không tổ chức", text)
    same(what, text, number(away[1]) if away else 0, figures.buckets["not_taking_part"])
    same(what, text, _names(lines, "Chưa báo cáo: "), figures.missing)
    same(what, text, _names(lines, "Còn thiếu: "), figures.incomplete)
    late = [
        (number(minutes), name)
        for name, minutes in re.findall(
            r"([^,]+?) \(([\d.]+) phút\)(?:, )?", _line(lines, "Sau hạn: ")
        )
    ]
    same(what, text, sorted(late), figures.late)


def _line(lines: list[str], head: str) -> str:
    return next((line[len(head) :] for line in lines if line.startswith(head)), "")


def _names(lines: list[str], head: str) -> list[str]:
    line = _line(lines, head)
    return sorted(line.split(", ")) if line else []


def _since(day: Day, text: str, last: Figures, now: Figures) -> None:
    moved = difference(last.totals, now.totals)
    line = _line(text.splitlines(), "Bổ sung sau chốt: ")
    read_ = {}
    labels = {label: key for key, label in day.labels}
    for part in line.split(" · ") if line else []:
        label, _, change = part.rpartition(" ")
        read_[labels.get(label, label)] = number(change)
    photos = now.photos - last.photos
    same("bổ sung sau chốt", text, read_, moved | ({"ảnh": photos} if photos else {}))


async def read_card(world: World, each: Expected) -> None:
    """As it is drawn again where it stands."""
    claimed = Claimed(
        0,
        "webchat",
        1,
        {"participation_id": each.id},
        "report_card",
        1,
        None,
        0,
        None,
        None,
        None,
        world.now,
    )
    composed = await compose_report_card(world.session, claimed, now=world.now)
    if composed is None:
        same("card", "", bool(each.versions), False)
        return
    text = bare(composed["text"])
    head = text.splitlines()[0]
    same("card", text, head.startswith(f"{each.name}, báo cáo"), True)
    late = re.search(r"sau hạn (\d+) phút", head)
    minutes = number(late[1]) if late else 0 if "đúng hạn" in head else None
    if not each.away:
        same("card, lateness", text, minutes, each.minutes_late)
    for key, label in ((one.key, one.label) for one in each.day.asked):
        if key.startswith("dossiers") and "dossiers_resolved" in each.shown:
            continue
        line = re.search(rf"^{label}: (?:.*→ )?([\d.]+)", text, re.MULTILINE)
        same(f"card, {key}", text, number(line[1]) if line else None, each.shown.get(key))


def read_page(each: Expected, page: UnitPage) -> None:
    text = bare(words("unit/page", page=page, zone=page.p.zone, you="đ/c").text)
    head = text.splitlines()[0]
    label = STATES[each.progress]
    same("page, state", text, f" · {label}" in head, True)
    if each.progress == "complete":
        late = re.search(r"sau hạn (\d+) phút", head)
        same("page, lateness", text, number(late[1]) if late else 0, each.minutes_late)
    pictures = re.search(r"^Ảnh: (\d+)", text, re.MULTILINE)
    same("page, photos", text, pictures and number(pictures[1]), each.pictures)
    for key, label in ((one.key, one.label) for one in each.day.asked):
        line = re.search(rf"(?:^|· ){label} ([\d.]+)", text, re.MULTILINE)
        same(f"page, {key}", text, number(line[1]) if line else None, each.shown.get(key))

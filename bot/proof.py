"""What people sent, read and still owed, held against what the bot kept and said."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from rehearsal.crowd import Reminder, Reporter, Volunteer
from rules.model import Schedule
from storage.evidence import Evidence, KeptReport

_REPORTED: Final = re.compile(r"([\d.]+)/([\d.]+) đơn vị đã báo cáo, ([\d.]+) đúng hạn")
_FIGURES: Final = {
    "volunteers": re.compile(r"ĐVTN tham gia ([\d.]+)"),
    "citizens": re.compile(r"Lượt người dân ([\d.]+)"),
    "dossiers_resolved": re.compile(r"Hồ sơ ([\d.]+)/"),
    "dossiers_received": re.compile(r"Hồ sơ [\d.]+/([\d.]+)"),
    "photos": re.compile(r"^([\d.]+) ảnh$", re.MULTILINE),
}


@dataclass(frozen=True, slots=True)
class Count:
    """What a Bản says, or what people make of it themselves."""

    reported: int = 0
    must_report: int = 0
    on_time: int = 0
    volunteers: int = 0
    citizens: int = 0
    dossiers_resolved: int = 0
    dossiers_received: int = 0
    photos: int = 0


def counted(reporters: Iterable[Reporter], schedule: Schedule) -> Count:
    """A recount of what people have sent up to now."""
    taking_part = [each for each in reporters if not each.opted_out]
    totals: Counter[str] = Counter()
    for each in taking_part:
        totals.update(each.figures)
    completed = [each.completed_at for each in taking_part]
    return Count(
        reported=sum(not each.owes_figures for each in taking_part),
        must_report=len(taking_part),
        on_time=sum(at is not None and at <= schedule.report_due_at for at in completed),
        photos=sum(len(each.photos) for each in taking_part),
        **totals,
    )


def read_edition(text: str) -> Count:
    """The figures that a Bản shows; those it does not show are 0."""
    found = _REPORTED.search(text)
    reported, must_report, on_time = (
        (_number(part) for part in found.groups()) if found else (0, 0, 0)
    )
    shown = {name: pattern.search(text) for name, pattern in _FIGURES.items()}
    rest = {name: _number(match[1]) if match else 0 for name, match in shown.items()}
    return Count(reported, must_report, on_time, **rest)


def _number(written: str) -> int:
    return int(written.replace(".", ""))


@dataclass(slots=True)
class Played:
    """A Saturday that has been played. `expected` holds which reminders each unit must have had, in
    order, by what its reporter knew to owe at those moments."""

    schedule: Schedule
    reporters: Sequence[Reporter]
    volunteers: Sequence[Volunteer]
    expected: Mapping[str, list[Reminder]]
    editions: Mapping[int, tuple[Count, str]]
    messages: int
    too_fast: int
    misunderstood: int


@dataclass(frozen=True, slots=True)
class Check:
    good: bool
    line: str


@dataclass(slots=True)
class Proof:
    figures: dict[str, Any] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return all(check.good for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        faults = [check.line for check in self.checks if not check.good]
        return {**self.figures, "faults": faults, "good": self.good}

    def lines(self) -> list[str]:
        return [f"{'ok ' if check.good else 'NOT SO'} {check.line}" for check in self.checks]


def prove(played: Played, kept: Evidence, unharmed: int) -> Proof:
    """`unharmed` of the stored photos were read back with the bytes that were sent."""
    proof = Proof()
    _sent_is_stored(proof, played, kept, unharmed)
    _only_the_missing(proof, played)
    for number, (own, text) in played.editions.items():
        shown = read_edition(text)
        proof.figures[f"edition_{number}"] = asdict(shown)
        differ = _differences(own, shown)
        said = f"Bản {number} differs from what people sent: {differ}"
        right = f"Bản {number} equals a recount of what people sent: {shown.reported} reports"
        proof.checks.append(Check(not differ, said if differ else right))
    _nothing_left(proof, played, kept)
    waited = sorted(second for each in played.reporters for second in each.waited)
    proof.figures["slowest_acknowledgement_seconds"] = round(waited[-1], 2) if waited else 0
    return proof


def _differences(own: Count, shown: Count) -> str:
    pairs = [
        (each.name, getattr(own, each.name), getattr(shown, each.name)) for each in fields(own)
    ]
    return ", ".join(f"{name} {shown}, not {own}" for name, own, shown in pairs if own != shown)


def _sent_is_stored(proof: Proof, played: Played, kept: Evidence, unharmed: int) -> None:
    who = played.reporters
    reported = [each for each in who if each.reported_at is not None]
    photos = sorted((each.unit, one) for each in who for one in each.photos)
    registered = {each.unit for each in who if each.registered}
    opted_out = {each.unit for each in who if each.opted_out}
    taken = kept.updates.get("telegram", 0)
    proof.figures["updates"] = {"sent": played.messages, "stored": taken}
    line = f"updates of Telegram: {played.messages} sent, {taken} in the inbox"
    proof.checks.append(Check(played.messages == taken, line))
    told = {
        "registrations": (
            len(registered),
            len(registered),
            len(kept.registered),
            registered == kept.registered and opted_out == kept.not_taking_part,
        ),
        "sign_ups": _three(
            len(played.volunteers), sum(v.seated for v in played.volunteers), kept.going
        ),
        "reports": (
            len(reported),
            sum(each.report_acknowledged for each in reported),
            len(kept.reports),
            _same_reports(reported, kept.reports),
        ),
        "photos": (
            len(photos),
            sum(each.photos_acknowledged for each in who),
            len(kept.photos),
            photos == sorted((each.unit, each.sha256) for each in kept.photos)
            and unharmed == len(photos),
        ),
    }
    for place, name in enumerate(("sent", "acknowledged", "stored")):
        proof.figures[name] = {what: numbers[place] for what, numbers in told.items()}
    for what, (sent, acknowledged, stored, same) in told.items():
        line = f"{what}: {sent} sent, {acknowledged} acknowledged, {stored} stored"
        good = sent == acknowledged == stored and same
        proof.checks.append(Check(good, line if same else f"{line}, and not the same ones"))


def _three(sent: int, acknowledged: int, stored: int) -> tuple[int, int, int, bool]:
    return sent, acknowledged, stored, True


def _same_reports(reported: Iterable[Reporter], kept: Iterable[KeptReport]) -> bool:
    sent = sorted((each.unit, sorted(each.figures.items())) for each in reported)
    return sent == sorted((each.unit, sorted(each.figures.items())) for each in kept)


def _only_the_missing(proof: Proof, played: Played) -> None:
    """In the order of the day: a reminder of another kind, one more or one less is a fault."""
    wrong = [
        f"{each.unit} was reminded {_named(each.reminders)}, not {_named(owed)}"
        for each in played.reporters
        if each.reminders != (owed := played.expected[each.unit])
    ]
    due = sum(len(kinds) for kinds in played.expected.values())
    received = sum(len(each.reminders) for each in played.reporters)
    volunteers = sum(each.reminders for each in played.volunteers)
    proof.figures["reminders"] = {
        "owed": due,
        "received": received,
        "wrong_units": len(wrong),
        "volunteers_owed": 2 * len(played.volunteers),
        "volunteers_received": volunteers,
    }
    said = f"reminders: {due} owed to those who were missing, {received} received"
    exact = f"{said}, by nobody else and by none twice"
    proof.checks.append(Check(not wrong, f"{said}; {'; '.join(wrong[:3])}" if wrong else exact))
    calm = all(each.reminders == 2 * each.seated for each in played.volunteers)
    line = f"reminders of volunteers: {volunteers} received, two by each who has a seat"
    proof.checks.append(Check(calm, line))


def _named(kinds: Iterable[Reminder]) -> str:
    return "+".join(kind.name.lower() for kind in kinds) or "never"


def _nothing_left(proof: Proof, played: Played, kept: Evidence) -> None:
    zeros = {
        "messages left unhandled": kept.unhandled,
        "messages that could not be delivered": kept.given_up,
        "messages that the bot did not understand": played.misunderstood,
        "sends beyond 30 in a second": played.too_fast,
    }
    proof.checks += [Check(number == 0, f"{what}: {number}") for what, number in zeros.items()]
    proof.figures["too_fast"] = played.too_fast

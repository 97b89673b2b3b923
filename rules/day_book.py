"""Everything that the documents of one day say, frozen at one moment: the hand-over is drawn from
this alone, so every file of an edition tells the same figures.

It names units and the people who sign, nobody else: files leave the house and cannot be erased."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rules.editions import Difference, EditionFigures
from rules.model import Metric, Schedule
from rules.own_form import FormMap
from rules.rollup import UnitLine


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs below TM. BAN THƯỜNG VỤ: `title` "BÍ THƯ", `name` empty until it is given."""

    title: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a host body's documents bear (Hướng dẫn 29-HD/TWĐTN-VP). `symbol`: what stands behind
    the number, "BC/ĐTN"; `place`: where it is dated; `on_behalf`: "TM. BAN THƯỜNG VỤ"."""

    issuer: str
    superior: str = ""
    place: str = ""
    symbol: str = "BC/ĐTN"
    on_behalf: str = "TM. BAN THƯỜNG VỤ"
    signers: tuple[Signer, ...] = (Signer("BÍ THƯ"),)
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a unit registered, the columns of Mẫu 1; `expected` figures by metric."""

    content: str
    time_place: str = ""
    finish_time: str = ""
    summary: str = ""
    partners: str = ""
    notes: str = ""
    expected: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """One version of a unit's report. `counts` is false for one that was taken back or moved to
    another unit; `corrected`: by a coordinator, with its reason."""

    version: int
    sent_at: datetime
    received_at: datetime
    figures: Mapping[str, int]
    text: str = ""
    on_behalf: bool = False
    edited_late: bool = False
    after_freeze: bool = False
    corrected: bool = False
    reason: str = ""
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that counts. `store_key` is None while its bytes could not be had; `like`: why it may
    be a copy, in the words of a list ("giống ảnh gửi 12/07")."""

    id: int
    sent_at: datetime
    store_key: str | None
    sha256: str | None = None
    size: int = 0
    caption: str = ""
    on_behalf: bool = False
    like: str = ""


@dataclass(frozen=True, slots=True)
class UnitBook:
    """One expected unit with all that came of it. `sent_at`: of its last word."""

    line: UnitLine
    code: str = ""
    plan: Plan | None = None
    registered_at: datetime | None = None
    sent_at: datetime | None = None
    completed_at: datetime | None = None
    edited_late: bool = False
    reason: str = ""
    told: tuple[Told, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class PastDay:
    """An earlier day of the same host, for plots over weeks; the newest last. `totals` of that day
    alone (people stay people)."""

    starts_at: datetime
    title: str
    must_report: int
    reported: int
    on_time_rate: int | None
    totals: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OwnForm:
    """The superior body's form: the blank .xlsx (in base64, for the book is kept as JSON), and what
    goes where."""

    blank: str
    mapping: FormMap


@dataclass(frozen=True, slots=True)
class DayBook:
    """One edition in full (`figures.number` None: provisional), drawn up at `figures.at`.

    `since`: what changed since the edition before, and `frozen`: since the chốt. `shortcomings`:
    the coordinator's own words for Hạn chế, None for the draft; `names_units`: whether that draft
    names the late and missing units. `past` ends with this very day. `report_template`: where the
    body's own Word template is kept."""

    event_id: int
    title: str
    host: str
    zone: str
    place: str
    officer: str
    schedule: Schedule
    min_photos: int
    metrics: tuple[Metric, ...]
    figures: EditionFigures
    units: tuple[UnitBook, ...]
    letterhead: Letterhead
    past: tuple[PastDay, ...] = ()
    since: Difference | None = None
    frozen: Difference | None = None
    shortcomings: str | None = None
    names_units: bool = True
    report_template: str | None = None
    own_form: OwnForm | None = None

    @property
    def pictures(self) -> int:
        return sum(len(unit.pictures) for unit in self.units)

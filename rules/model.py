"""The words of the day as frozen types: metrics, roles, states, times and the one way to refuse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


class RoleKind(StrEnum):
    VOLUNTEER = "volunteer"
    REPORTER = "reporter"
    COORDINATOR = "coordinator"
    VIEWER = "viewer"


class EventState(StrEnum):
    OPEN = "open"
    FROZEN = "frozen"
    CANCELLED = "cancelled"


class Progress(StrEnum):
    """Where a participation stands; never mixed with timeliness (DESIGN 3.1)."""

    NOT_REGISTERED = "not_registered"
    NOT_SENT = "not_sent"
    PARTIAL = "partial"
    COMPLETE = "complete"
    RETURNED = "returned"
    NOT_TAKING_PART = "not_taking_part"


class SignUpState(StrEnum):
    GOING = "going"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    ATTENDED = "attended"


class Item(StrEnum):
    """What a participation can still owe, in the order in which it is chased."""

    REGISTRATION = "registration"
    FIGURES = "figures"
    PHOTOS = "photos"


class Source(StrEnum):
    """Where a value of a submission came from."""

    TYPED = "typed"
    GUIDED = "guided"
    COPIED = "copied"
    EDITED = "edited"
    CORRECTED = "corrected"
    ATTENDANCE = "attendance"


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of the quick report. `counts` is "người", "lượt", ...: people and turns never
    mix. Not `by_default`: asked of some units alone, and required of them.
    """

    key: str
    label: str
    counts: str
    words: tuple[str, ...] = ()
    required: bool = False
    by_default: bool = True


METRICS: Final[tuple[Metric, ...]] = (
    Metric("teams", "Đội hình", "đội", ("đội hình", "đội", "tổ")),
    Metric(
        "volunteers",
        "ĐVTN tham gia",
        "người",
        (
            "đvtn",
            "đoàn viên",
            "thanh niên",
            "đoàn viên thanh niên",
            "tình nguyện viên",
            "tnv",
            "quân số",
        ),
        required=True,
    ),
    Metric(
        "citizens",
        "Lượt người dân",
        "lượt",
        ("lượt dân", "lượt người dân", "người dân", "dân", "doanh nghiệp", "lượt"),
        required=True,
    ),
    Metric(
        "dossiers_received", "Hồ sơ tiếp nhận", "hồ sơ", ("hồ sơ tiếp nhận", "tiếp nhận", "nhận")
    ),
    Metric(
        "dossiers_resolved", "Hồ sơ giải quyết", "hồ sơ", ("hồ sơ giải quyết", "giải quyết", "gq")
    ),
    Metric(
        "online_services",
        "Hướng dẫn DVC trực tuyến",
        "lượt",
        ("dvctt", "dvc trực tuyến", "dịch vụ công"),
    ),
    Metric("digital_ids", "VNeID mức 2", "tài khoản", ("vneid", "định danh", "định danh mức 2")),
    Metric("leaflets", "Tờ rơi", "tờ", ("tờ rơi", "tờ gấp")),
    Metric("funds_vnd", "Kinh phí", "đồng", ("kinh phí", "tiền")),
    Metric("initiatives", "Mô hình, sáng kiến", "mô hình", ("mô hình", "sáng kiến")),
    Metric("media_posts", "Tin bài", "bài", ("tin bài", "tin", "bài", "bài viết")),
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of an event, all aware. `closes` of a report is inclusive to its second."""

    starts_at: datetime
    ends_at: datetime
    registration_closes_at: datetime
    report_due_at: datetime
    first_edition_at: datetime
    second_edition_at: datetime
    grace_minutes: int = 0


@dataclass(frozen=True, slots=True)
class ParticipationFacts:
    """All that decides what a participation owes. `completed_at` is when it first became complete
    (sender's time), `extended_to` a date of this unit alone, `covered_at` when the report of
    another unit that holds its figures became complete."""

    registered: bool
    not_taking_part: bool
    returned: bool
    values: Mapping[str, int]
    photos: int
    min_photos: int
    required: tuple[str, ...]
    has_submission: bool = False
    completed_at: datetime | None = None
    extended_to: datetime | None = None
    covered_at: datetime | None = None


class Refused(Exception):  # noqa: N818  it is an answer to a person, not a fault
    """A refusal by rule. The sentence for `code` lives in rendering/templates/refusals.j2."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of a person; `path` is the unit's place in the tree, e.g. "1/4/17/" (ids from the
    root).
    """

    kind: RoleKind
    unit_id: int
    path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with what they may do, or a stranger (`person_id` None)."""

    person_id: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = field(default=())

"""What a plan document says. Every fact keeps the words it was read from."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Window:
    begins: datetime
    ends: datetime
    precision: str


@dataclass(frozen=True, slots=True)
class Happening:
    """`inferred`: the day is not stated outright; ask."""

    name: str
    windows: tuple[Window, ...]
    quote: str
    level: str = ""
    lead: tuple[str, ...] = ()
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """`due` None: periodic or open. `excluded_day`: written as "trước ngày X"."""

    quote: str
    due: datetime | None
    precision: str | None
    recurrence: str | None
    what: str
    who: str | None
    to: str | None
    excluded_day: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    quote: str
    number: int
    unit: str
    comparator: str
    who: str | None
    what: str


@dataclass(frozen=True, slots=True)
class Assignment:
    units: tuple[str, ...]
    content: str
    quote: str
    kind: str


@dataclass(frozen=True, slots=True)
class Contact:
    name: str | None
    role: str | None
    phone: str | None
    email: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Signer:
    on_behalf_of: str | None
    role: str
    name: str | None
    signed: bool | None


@dataclass(frozen=True, slots=True)
class ReportForm:
    name: str
    title: str
    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The top of the document."""

    doc_type: str | None
    title: str | None
    superior_body: str | None
    issuing_bodies: tuple[str, ...]
    header_body: str | None
    number: str | None
    number_as_written: str | None
    place: str | None
    issued: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    heading: Heading
    signers: tuple[Signer, ...]
    window: Window | None
    events: tuple[Happening, ...]
    deadlines: tuple[Due, ...]
    targets: tuple[Target, ...]
    assignments: tuple[Assignment, ...]
    contacts: tuple[Contact, ...]
    links: tuple[str, ...]
    report_forms: tuple[ReportForm, ...]
    recipients: tuple[str, ...]
    cited_documents: tuple[str, ...]
    doubts: tuple[str, ...]

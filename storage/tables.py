"""Every table, as SQLAlchemy Core. Times are UTC, outside ids are surrogates, people and turns
apart.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    literal_column,
    text,
    true,
)

from rules.model import METRICS

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Literals, not parameters: a database uses a partial index only where it can see the condition.
NEW: ColumnElement[str] = literal_column("'new'")
DUE: ColumnElement[str] = literal_column("'due'")
SENDING: ColumnElement[str] = literal_column("'sending'")
AHEAD: ColumnElement[str] = literal_column("'ahead'")
_UNMADE = text("state IN ('due', 'making')")

Id = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes only, UTC in the database, aware again when read (SQLite forgets the
    zone).
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True)


def _to(target: str, name: str, *, optional: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=optional, index=index)


def _at(name: str, *, optional: bool = False, index: bool = False) -> Column[datetime]:
    return Column(name, UtcDateTime, nullable=optional, index=index)


def _word(name: str, *, optional: bool = False, index: bool = False) -> Column[str]:
    return Column(name, String(64), nullable=optional, index=index)


def _prose(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _yes_no(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=false())


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text("0"))


def _json(name: str) -> Column[Any]:
    return Column(name, JSON, nullable=False)


# --- the organisation -----------------------------------------------------------------------------
units = Table(
    "units",
    metadata,
    _id(),
    _to("units", "parent_id", optional=True, index=True),
    Column("path", String(255), nullable=False, index=True, comment="ids from the root: 1/4/17/"),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("officer", Text, nullable=False, server_default="", comment="what it calls its officer"),
    Column("timezone", String(64), nullable=False, server_default="Asia/Ho_Chi_Minh"),
    Column("members", Integer),
    Column("minors", Boolean, nullable=False, server_default=false(), comment="ask: over 16?"),
    Column("position", Integer, nullable=False, server_default=text("0")),
    Column("opened_on", Date),
    Column("closed_on", Date),
    _to("units", "successor_id", optional=True),
    Column("includes_branches", Boolean, comment="its figures hold its branches'; NULL: not asked"),
)

unit_aliases = Table(
    "unit_aliases",
    metadata,
    _id(),
    _to("units", "unit_id", index=True),
    Column("alias", Text, nullable=False),
    Column("folded", Text, nullable=False, index=True),
)

# --- people ---------------------------------------------------------------------------------------
people = Table(
    "people",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("phone", String(32)),
    Column("over_16", Boolean),
    _at("created_at"),
    _at("erased_at", optional=True),
)

consents = Table(
    "consents",
    metadata,
    _id(),
    _to("people", "person_id", index=True),
    Column("version", String(32), nullable=False),
    _at("given_at"),
    _at("withdrawn_at", optional=True),
)

outside_ids = Table(
    "outside_ids",
    metadata,
    _id(),
    _word("channel"),
    Column("external_id", String(255), nullable=False),
    UniqueConstraint("channel", "external_id"),
    comment="aiogram needs integers; channels that have none get these",
)

addresses = Table(
    "addresses",
    metadata,
    _id(),
    _word("channel"),
    Column("account_id", BigInteger, nullable=False, comment="the user id that aiogram sees"),
    _to("people", "person_id", optional=True, index=True),
    _yes_no("plain"),
    Column("state", String(16), nullable=False, server_default="active"),
    _at("created_at"),
    _at("seen_at", optional=True),
    UniqueConstraint("channel", "account_id"),
)

# Held while ends_at is NULL; the ticker ends a role whose `until` has passed.
roles = Table(
    "roles",
    metadata,
    _id(),
    _to("people", "person_id", index=True),
    _to("units", "unit_id", index=True),
    Column("kind", String(16), nullable=False),
    _at("since"),
    _at("until", optional=True),
    _at("ends_at", optional=True),
    _to("people", "granted_by", optional=True),
    Index("uq_roles_person_unit_kind", "person_id", "unit_id", "kind", unique=True),
    Index(
        "ix_roles_until",
        "until",
        sqlite_where=text("ends_at IS NULL AND until IS NOT NULL"),
        postgresql_where=text("ends_at IS NULL AND until IS NOT NULL"),
    ),
)

invitations = Table(
    "invitations",
    metadata,
    _id(),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False, comment="a role, 'group' or 'shift'"),
    _to("units", "unit_id", index=True),
    _to("events", "event_id", optional=True),
    _to("shifts", "shift_id", optional=True),
    _to("sign_ups", "sign_up_id", optional=True),
    Column("replaces", Id, ForeignKey("people.id"), comment="whose role ends when it is used"),
    _to("people", "created_by", optional=True),
    _at("created_at"),
    _at("expires_at", optional=True),
    Column("uses_left", Integer, comment="NULL: any number"),
    _to("people", "used_by", optional=True),
    _at("used_at", optional=True),
)

join_requests = Table(
    "join_requests",
    metadata,
    _id(),
    _to("people", "person_id", index=True),
    _to("units", "unit_id", index=True),
    Column("state", String(16), nullable=False, server_default="waiting"),
    _at("asked_at"),
    _to("people", "decided_by", optional=True),
    _at("decided_at", optional=True),
    UniqueConstraint("person_id", "unit_id"),
)

reentries = Table(
    "reentries",
    metadata,
    _id(),
    _word("channel"),
    Column("account_id", BigInteger, nullable=False),
    _to("units", "unit_id", index=True),
    _to("people", "person_id", optional=True),
    Column("name", Text, nullable=False),
    Column("state", String(16), nullable=False, server_default="waiting"),
    _at("asked_at"),
    _to("people", "decided_by", optional=True),
    _at("decided_at", optional=True),
    Index(
        "uq_reentries_waiting",
        "channel",
        "account_id",
        "unit_id",
        unique=True,
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    comment="a reporter on a new phone asks to be let in again; person: who they say they are",
)

# --- the day --------------------------------------------------------------------------------------
campaigns = Table(
    "campaigns", metadata, _id(), _to("units", "host_unit_id"), Column("name", Text, nullable=False)
)

events = Table(
    "events",
    metadata,
    _id(),
    _to("units", "host_unit_id", index=True),
    _to("campaigns", "campaign_id", optional=True),
    Column("title", Text, nullable=False),
    _prose("place"),
    Column("state", String(16), nullable=False, server_default="open", index=True),
    _at("starts_at"),
    _at("ends_at"),
    _at("registration_closes_at"),
    _at("report_due_at", index=True),
    _at("first_edition_at"),
    _at("second_edition_at"),
    Column("min_photos", Integer, nullable=False),
    _count("grace_minutes"),
    Column("rungs", JSON, nullable=False, comment="rules.reminders.Rung as data"),
    _to("people", "created_by", optional=True),
    _at("created_at"),
    _at("frozen_at", optional=True),
    _to("people", "frozen_by", optional=True),
    _prose("cancel_reason"),
    Index(
        "uq_events_host_start",
        "host_unit_id",
        "starts_at",
        unique=True,
        sqlite_where=text("state <> 'cancelled'"),
        postgresql_where=text("state <> 'cancelled'"),
    ),
)

event_metrics = Table(
    "event_metrics",
    metadata,
    _id(),
    _to("events", "event_id", index=True),
    _count("position"),
    Column("key", String(64), nullable=False),
    Column("label", Text, nullable=False),
    Column("counts", Text, nullable=False),
    _json("words"),
    _yes_no("required"),
    Column(
        "by_default",
        Boolean,
        nullable=False,
        server_default=true(),
        comment="false: asked only of units whose also_required names it",
    ),
    _at("dropped_at", optional=True),
    UniqueConstraint("event_id", "key"),
)

# dropped_at: no longer expected; what it sent is kept, it counts nowhere.
participations = Table(
    "participations",
    metadata,
    _id(),
    _to("events", "event_id"),
    _to("units", "unit_id", index=True),
    Column("progress", String(24), nullable=False, server_default="not_registered"),
    _at("registered_at", optional=True),
    _to("people", "registered_by", optional=True),
    _prose("content"),
    _prose("time_place"),
    _prose("finish_time"),
    _prose("summary"),
    _prose("partners"),
    _prose("notes"),
    Column("expected", JSON, comment="expected numbers by metric"),
    _yes_no("not_taking_part"),
    _prose("reason"),
    _at("extended_to", optional=True),
    _at("returned_at", optional=True),
    _prose("return_reason"),
    _count("version"),
    _count("photo_count"),
    _at("last_sent_at", optional=True),
    _at("completed_at", optional=True),
    _yes_no("edited_late"),
    _at("nudged_at", optional=True),
    _to("people", "nudged_by", optional=True),
    _to("participations", "counted_by", optional=True, index=True),
    Column("counted_how", String(16), comment="cluster or joint: why counted_by holds its figures"),
    _count("covers"),
    Column("also_required", JSON, comment="keys of metrics that this unit alone must report"),
    _at("approved_at", optional=True),
    _to("people", "approved_by", optional=True),
    _at("dropped_at", optional=True),
    Column("known_as", Text, comment="the unit's name on that day, once it bears another"),
    Column("usual", JSON, comment="its figures on the days before: the median, and the last"),
    _count("doubts"),
    Column(
        "revision",
        Integer,
        nullable=False,
        server_default=text("0"),
        comment="grows with every change",
    ),
    UniqueConstraint("event_id", "unit_id"),
)

shifts = Table(
    "shifts",
    metadata,
    _id(),
    _to("participations", "participation_id", index=True),
    Column("place", Text, nullable=False),
    _prose("map_url"),
    _at("gather_at"),
    _at("starts_at"),
    _at("ends_at"),
    Column("capacity", Integer, comment="NULL: no limit"),
    _count("taken"),
    _prose("leader"),
    _to("people", "leader_id", optional=True),
    _prose("dress"),
    _at("cancelled_at", optional=True),
    CheckConstraint("capacity IS NULL OR taken <= capacity", name="seats"),
)

sign_ups = Table(
    "sign_ups",
    metadata,
    _id(),
    _to("shifts", "shift_id"),
    _to("people", "person_id", index=True),
    Column("state", String(16), nullable=False),
    _at("signed_at"),
    _at("offered_until", optional=True),
    _at("attended_at", optional=True),
    _to("people", "ticked_by", optional=True),
    _yes_no("walk_in"),
    _to("sign_ups", "moves_from", optional=True),
    UniqueConstraint("shift_id", "person_id"),
)

extension_requests = Table(
    "extension_requests",
    metadata,
    _id(),
    _to("participations", "participation_id"),
    _to("people", "asked_by", optional=True),
    _at("asked_at"),
    _at("wanted_at"),
    _prose("reason"),
    Column("state", String(16), nullable=False, server_default="waiting"),
    _at("granted_to", optional=True),
    _to("people", "decided_by", optional=True),
    _at("decided_at", optional=True),
    Index(
        "uq_extension_requests_waiting",
        "participation_id",
        unique=True,
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    comment="one waits for each unit at a time; granted, refused or withdrawn afterwards",
)

targets = Table(
    "targets",
    metadata,
    _id(),
    _to("events", "event_id", index=True),
    _to("units", "unit_id", optional=True),
    Column("numerator", Text, nullable=False),
    _prose("denominator"),
    _prose("label"),
    _prose("period"),
    Column("percent", Integer),
    Column("amount", BigInteger),
    _yes_no("each_unit"),
    _at("dropped_at", optional=True),
)

# --- what was reported ----------------------------------------------------------------------------
submissions = Table(
    "submissions",
    metadata,
    _id(),
    _to("participations", "participation_id", optional=True),
    Column("version", Integer, nullable=False),
    _prose("text"),
    Column("figures", JSON, nullable=False, comment="all values of this version"),
    Column("sources", JSON, nullable=False, comment="rules.model.Source by metric"),
    _at("sent_at"),
    _at("received_at"),
    _word("channel", optional=True),
    Column("chat_id", BigInteger),
    Column("message_id", BigInteger),
    _to("people", "entered_by", optional=True),
    _yes_no("on_behalf"),
    _prose("author"),
    _prose("reason"),
    _at("written_at", optional=True),
    Column("remarks", JSON, comment="how figures came about, and what is doubtful about them"),
    Column("corrections", JSON, comment="figures that a coordinator corrected: before and why"),
    _to("people", "corrected_by", optional=True),
    _yes_no("edited_late"),
    _yes_no("after_freeze"),
    Column(
        "moved_to",
        Id,
        ForeignKey("participations.id"),
        comment="it belonged there: this version, and the one that took it back, are of no weight",
    ),
    UniqueConstraint("participation_id", "version"),
    comment="participation NULL (version 0): two units fit, the sender is being asked",
)

report_values = Table(
    "report_values",
    metadata,
    Column("participation_id", Id, ForeignKey("participations.id"), primary_key=True),
    _to("events", "event_id", index=True),
    *(Column(metric.key, BigInteger) for metric in METRICS),
    comment="the current version's standard metrics, so that SQL can sum them",
)

extra_values = Table(
    "extra_values",
    metadata,
    Column("participation_id", Id, ForeignKey("participations.id"), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("value", BigInteger, nullable=False),
    comment="the current version's own metrics of the event",
)

photos = Table(
    "photos",
    metadata,
    _id(),
    _to("participations", "participation_id", optional=True, index=True),
    _to("people", "sent_by", optional=True),
    _word("channel"),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("file_ref", Text, nullable=False, comment="the channel's file id, to fetch it again"),
    Column(
        "state", String(16), nullable=False, index=True, comment="stored, waiting, lost, removed"
    ),
    Column("sha256", String(64), index=True),
    Column("phash", BigInteger),
    Column("store_key", Text),
    Column("size", Integer),
    _prose("caption"),
    _yes_no("on_behalf"),
    _prose("author"),
    Column("album", String(64), index=True),
    _at("sent_at"),
    _at("received_at"),
    _at("looked_at", optional=True),
    UniqueConstraint("channel", "chat_id", "message_id", "file_ref"),
    Index(
        "ix_photos_not_looked_at",
        "id",
        sqlite_where=text("looked_at IS NULL AND state = 'stored'"),
        postgresql_where=text("looked_at IS NULL AND state = 'stored'"),
    ),
    comment="participation NULL: it came while nothing was open",
)

looks = Table(
    "looks",
    metadata,
    _id(),
    Column("photo_id", Id, ForeignKey("photos.id"), nullable=False, unique=True),
    Column("fault", String(16), nullable=False, comment="reading.pictures.look.Fault"),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    _to("photos", "like_id", optional=True),
    _yes_no("same"),
    Column(
        "told",
        String(16),
        nullable=False,
        server_default="",
        comment="with the photos' acknowledgement, or in a message of its own",
    ),
    Column("words", LargeBinary, comment="what the search knows it by (reading.pictures.gallery)"),
    Column("small", LargeBinary, comment="likewise: the picture itself, 64 pixels long"),
    comment="like_id: the earlier photo of which it may be a copy; same: byte for byte",
)

editions = Table(
    "editions",
    metadata,
    _id(),
    _to("events", "event_id"),
    Column("number", Integer, nullable=False),
    Column("figures", JSON, nullable=False),
    _prose("text"),
    _at("made_at"),
    _to("people", "made_by", optional=True),
    UniqueConstraint("event_id", "number"),
)

hand_overs = Table(
    "hand_overs",
    metadata,
    _id(),
    _to("events", "event_id", index=True),
    _to("editions", "edition_id", optional=True),
    _to("people", "asked_by", optional=True),
    _word("channel", optional=True),
    Column("chat_id", BigInteger),
    Column("book", LargeBinary, comment="rules.day_book.DayBook, until its files are made"),
    Column("state", String(8), nullable=False, server_default="due"),
    _count("attempts"),
    _at("owed_at"),
    _at("claimed_at", optional=True),
    _at("made_at", optional=True),
    Index("ix_hand_overs_due", "id", sqlite_where=_UNMADE, postgresql_where=_UNMADE),
    comment="edition NULL: figures of a moment, asked for by one person in that chat",
)

hand_over_files = Table(
    "hand_over_files",
    metadata,
    _id(),
    _to("hand_overs", "hand_over_id"),
    _count("position"),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("store_key", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    UniqueConstraint("hand_over_id", "position"),
    comment="as they were handed over, byte for byte",
)

letterheads = Table(
    "letterheads",
    metadata,
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True, autoincrement=False),
    Column("issuer", Text),
    Column("superior", Text),
    Column("place", Text),
    Column("symbol", Text),
    Column("on_behalf", Text),
    Column("signers", JSON(none_as_null=True), comment="rules.day_book.Signer as data"),
    Column("recipients", JSON(none_as_null=True)),
    _at("changed_at"),
    _to("people", "changed_by", optional=True),
    comment="what a body's documents bear; NULL: as its names say",
)

body_files = Table(
    "body_files",
    metadata,
    _id(),
    _to("units", "unit_id"),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("store_key", Text, nullable=False),
    _at("uploaded_at"),
    _to("people", "uploaded_by", optional=True),
    UniqueConstraint("unit_id", "kind"),
    comment="a body's own templates, the last of each kind",
)

event_shortcomings = Table(
    "event_shortcomings",
    metadata,
    Column("event_id", Id, ForeignKey("events.id"), primary_key=True, autoincrement=False),
    Column("text", Text, comment="NULL: the draft"),
    Column("names_units", Boolean, nullable=False, server_default=true()),
    _at("written_at"),
    _to("people", "written_by", optional=True),
)

questions = Table(
    "questions",
    metadata,
    _id(),
    _word("channel"),
    Column("account_id", BigInteger, nullable=False),
    _to("people", "person_id", optional=True),
    _to("units", "unit_id", optional=True, index=True),
    _prose("text"),
    Column("state", String(16), nullable=False, server_default="open"),
    _at("asked_at"),
    _prose("answer"),
    _to("people", "answered_by", optional=True),
    _at("answered_at", optional=True),
    comment="messages that the bot did not understand, the coordinator's queue",
)

audit = Table(
    "audit",
    metadata,
    _id(),
    _at("at"),
    _to("people", "person_id", optional=True),
    _word("action"),
    _to("units", "unit_id", optional=True, index=True),
    _to("events", "event_id", optional=True),
    _json("detail"),
)

# --- the board in a browser -------------------------------------------------------------------
board_links = Table(
    "board_links",
    metadata,
    _id(),
    Column("token_hash", String(64), nullable=False, unique=True),
    _to("people", "person_id", index=True),
    _to("units", "unit_id", optional=True),
    _to("events", "event_id", optional=True),
    _at("made_at"),
    _at("expires_at"),
    _at("used_at", optional=True),
    _at("withdrawn_at", optional=True),
    comment="with a unit: shared by that person, to look at its subtree; else their own, used once",
)

board_sessions = Table(
    "board_sessions",
    metadata,
    _id(),
    Column("token_hash", String(64), nullable=False, unique=True),
    _to("board_links", "link_id", index=True),
    _at("started_at"),
    _at("expires_at"),
    _at("ended_at", optional=True),
    comment="a browser that a link let in; what it may see is asked again at every request",
)

# --- the machinery --------------------------------------------------------------------------------
inbox = Table(
    "inbox",
    metadata,
    _id(),
    _word("channel"),
    Column("update_key", String(64), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("payload", JSON, comment="the channel's own update; blanked within 24 h of handling"),
    _at("received_at"),
    Column("state", String(8), nullable=False, server_default="new"),
    _count("attempts"),
    _at("done_at", optional=True),
    UniqueConstraint("channel", "update_key"),
    Index(
        "ix_inbox_open",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
)

conversations = Table(
    "conversations",
    metadata,
    Column("channel", String(64), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("account_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String(128)),
    Column("data", JSON, nullable=False),
    Column("menu", JSON, nullable=False),
    _at("updated_at"),
)

notices = Table(
    "notices",
    metadata,
    _id(),
    Column("key", String(160), nullable=False, unique=True),
    _word("channel"),
    Column("chat_id", BigInteger, nullable=False),
    _to("people", "person_id", optional=True, index=True),
    _to("events", "event_id", optional=True, index=True),
    _to("participations", "participation_id", optional=True),
    Column("kind", String(32), nullable=False, comment="reply, or what the bot starts by itself"),
    Column("priority", Integer, nullable=False, comment="0 replies, 1 broadcasts"),
    Column("payload", JSON, nullable=False, comment="an aiogram method, or facts for a composer"),
    Column("card", String(96), comment="what the delivered message stands for"),
    Column("edits", Boolean, nullable=False, server_default=false(), comment="in the card's place"),
    _at("due_at"),
    Column("state", String(8), nullable=False, server_default="due"),
    _count("attempts"),
    _prose("error"),
    Column("message_id", BigInteger),
    _at("created_at"),
    _at("sent_at", optional=True),
    Index(
        "ix_notices_sending",
        "channel",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index(
        "ix_notices_due",
        "due_at",
        sqlite_where=text("state = 'due'"),
        postgresql_where=text("state = 'due'"),
    ),
)

cards = Table(
    "cards",
    metadata,
    Column("channel", String(64), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(96), primary_key=True),
    Column("message_id", BigInteger, nullable=False),
    Index("ix_cards_key", "key"),
)

timers = Table(
    "timers",
    metadata,
    _id(),
    Column("key", String(128), nullable=False, unique=True),
    _to("events", "event_id", index=True),
    _to("participations", "participation_id", optional=True),
    _to("shifts", "shift_id", optional=True),
    Column("kind", String(32), nullable=False),
    Column("rung", String(64), nullable=False, server_default=""),
    _at("due_at"),
    Column("state", String(8), nullable=False, server_default="ahead"),
    _at("done_at", optional=True),
    Index(
        "ix_timers_ahead",
        "due_at",
        sqlite_where=text("state = 'ahead'"),
        postgresql_where=text("state = 'ahead'"),
    ),
)

webchat_chats = Table(
    "webchat_chats",
    metadata,
    Column("chat_id", Id, ForeignKey("outside_ids.id"), primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False, comment="of the newest change in the chat"),
    Column("cleared", BigInteger, nullable=False, comment="how often its history was erased"),
    _at("created_at"),
)

webchat_messages = Table(
    "webchat_messages",
    metadata,
    _id(),
    Column("chat_id", BigInteger, nullable=False),
    Column("client_id", String(64), comment="the browser's id of what it sent"),
    _yes_no("outgoing"),
    Column("body", JSON, nullable=False),
    Column("revision", BigInteger, nullable=False, comment="the chat's when it was last changed"),
    _at("created_at"),
    _at("confirmed_at", optional=True),
    Index("ix_webchat_messages_chat", "chat_id", "id"),
    Index("ix_webchat_messages_revision", "chat_id", "revision"),
    UniqueConstraint("chat_id", "client_id"),
)

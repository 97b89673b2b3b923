"""What people do around a Saturday: more time, a new phone, figures counted once, a day changed.

Columns are added in place (inline references): rebuilding a table on SQLite loses its CHECKs.
"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reentries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("asked_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_reentries_decided_by")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reentries_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reentries_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reentries")),
        comment="a reporter on a new phone asks to be let in again; person: who they say they are",
    )
    op.create_index(op.f("ix_reentries_unit_id"), "reentries", ["unit_id"], unique=False)
    op.create_index(
        "uq_reentries_waiting",
        "reentries",
        ["channel", "account_id", "unit_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )

    op.create_table(
        "extension_requests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "participation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("asked_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("wanted_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("granted_to", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["people.id"], name=op.f("fk_extension_requests_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_extension_requests_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_extension_requests_participation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension_requests")),
        comment="one waits for each unit at a time; granted, refused or withdrawn afterwards",
    )
    op.create_index(
        "uq_extension_requests_waiting",
        "extension_requests",
        ["participation_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )

    op.add_column(
        "editions",
        sa.Column(
            "made_by",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("people.id"),
            nullable=True,
        ),
        inline_references=True,
    )

    op.add_column(
        "event_metrics",
        sa.Column(
            "by_default",
            sa.Boolean(),
            server_default=sa.true(),
            nullable=False,
            comment="false: asked only of units whose also_required names it",
        ),
    )

    op.add_column(
        "events", sa.Column("frozen_at", storage.tables.UtcDateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "events",
        sa.Column(
            "frozen_by",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("people.id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "events", sa.Column("cancel_reason", sa.Text(), server_default="", nullable=False)
    )

    op.add_column(
        "invitations",
        sa.Column(
            "sign_up_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("sign_ups.id"),
            nullable=True,
        ),
        inline_references=True,
    )

    op.add_column(
        "invitations",
        sa.Column(
            "replaces",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("people.id"),
            nullable=True,
            comment="whose role ends when it is used",
        ),
        inline_references=True,
    )

    op.add_column(
        "participations",
        sa.Column(
            "nudged_by",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("people.id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "participations",
        sa.Column(
            "counted_by",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("participations.id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "participations",
        sa.Column(
            "counted_how",
            sa.String(length=16),
            nullable=True,
            comment="cluster or joint: why counted_by holds its figures",
        ),
    )
    op.add_column(
        "participations",
        sa.Column("covers", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        "participations",
        sa.Column(
            "also_required",
            sa.JSON(),
            nullable=True,
            comment="keys of metrics that this unit alone must report",
        ),
    )
    op.add_column(
        "participations",
        sa.Column("approved_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
    )
    op.add_column(
        "participations",
        sa.Column(
            "approved_by",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("people.id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "participations",
        sa.Column("dropped_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
    )
    op.add_column(
        "participations",
        sa.Column(
            "known_as",
            sa.Text(),
            nullable=True,
            comment="the unit's name on that day, once it bears another",
        ),
    )
    op.add_column(
        "participations",
        sa.Column(
            "usual",
            sa.JSON(),
            nullable=True,
            comment="its figures on the days before: the median, and the last",
        ),
    )
    op.add_column(
        "participations",
        sa.Column("doubts", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.create_index(
        op.f("ix_participations_counted_by"), "participations", ["counted_by"], unique=False
    )

    op.add_column(
        "photos", sa.Column("on_behalf", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("photos", sa.Column("author", sa.Text(), server_default="", nullable=False))

    op.add_column("questions", sa.Column("answer", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "questions",
        sa.Column(
            "answered_by",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("people.id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "questions",
        sa.Column("answered_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
    )

    op.add_column(
        "roles", sa.Column("until", storage.tables.UtcDateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_roles_until",
        "roles",
        ["until"],
        unique=False,
        sqlite_where=sa.text("ends_at IS NULL AND until IS NOT NULL"),
        postgresql_where=sa.text("ends_at IS NULL AND until IS NOT NULL"),
    )

    op.add_column(
        "shifts",
        sa.Column(
            "leader_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("people.id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "shifts",
        sa.Column("cancelled_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
    )

    op.add_column(
        "sign_ups",
        sa.Column("attended_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
    )
    op.add_column(
        "sign_ups",
        sa.Column(
            "ticked_by",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("people.id"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.add_column(
        "sign_ups", sa.Column("walk_in", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "sign_ups",
        sa.Column(
            "moves_from",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("sign_ups.id"),
            nullable=True,
        ),
        inline_references=True,
    )

    op.add_column("submissions", sa.Column("author", sa.Text(), server_default="", nullable=False))
    op.add_column("submissions", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "submissions",
        sa.Column(
            "corrections",
            sa.JSON(),
            nullable=True,
            comment="figures that a coordinator corrected: before and why",
        ),
    )
    op.add_column(
        "submissions",
        sa.Column(
            "corrected_by",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("people.id"),
            nullable=True,
        ),
        inline_references=True,
    )

    op.add_column(
        "submissions",
        sa.Column(
            "moved_to",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("participations.id"),
            nullable=True,
            comment="it belonged there: this version, and the one that took it back, "
            "are of no weight",
        ),
        inline_references=True,
    )

    op.add_column(
        "submissions",
        sa.Column("written_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
    )
    op.add_column(
        "submissions",
        sa.Column(
            "remarks",
            sa.JSON(),
            nullable=True,
            comment="how figures came about, and what is doubtful about them",
        ),
    )

    op.add_column("targets", sa.Column("label", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "targets",
        sa.Column("each_unit", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "targets",
        sa.Column("dropped_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
    )
    op.add_column(
        "event_metrics",
        sa.Column("dropped_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
    )

    op.add_column(
        "units",
        sa.Column(
            "includes_branches",
            sa.Boolean(),
            nullable=True,
            comment="its figures hold its branches'; NULL: not asked",
        ),
    )


# ### end Alembic commands ###


def downgrade() -> None:
    raise NotImplementedError("restore the copy that was made before the migration")

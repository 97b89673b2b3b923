"""What looking at photos found: likenesses, faults, and what a search knows them by."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "looks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("photo_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "fault", sa.String(length=16), nullable=False, comment="reading.pictures.look.Fault"
        ),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("like_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("same", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "told",
            sa.String(length=16),
            server_default="",
            nullable=False,
            comment="with the photos' acknowledgement, or in a message of its own",
        ),
        sa.Column(
            "words",
            sa.LargeBinary(),
            nullable=True,
            comment="what the search knows it by (reading.pictures.gallery)",
        ),
        sa.Column(
            "small",
            sa.LargeBinary(),
            nullable=True,
            comment="likewise: the picture itself, 64 pixels long",
        ),
        sa.ForeignKeyConstraint(["like_id"], ["photos.id"], name=op.f("fk_looks_like_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_looks_photo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
        sa.UniqueConstraint("photo_id", name=op.f("uq_looks_photo_id")),
        comment="like_id: the earlier photo of which it may be a copy; same: byte for byte",
    )
    op.add_column(
        "photos", sa.Column("looked_at", storage.tables.UtcDateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_photos_not_looked_at",
        "photos",
        ["id"],
        unique=False,
        sqlite_where=sa.text("looked_at IS NULL AND state = 'stored'"),
        postgresql_where=sa.text("looked_at IS NULL AND state = 'stored'"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the copy that was made before the migration")

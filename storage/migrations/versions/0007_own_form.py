"""The form of the body above, filled at every hand-over."""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "body_forms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "content", sa.LargeBinary(), nullable=False, comment="the blank .xlsx, at most 1 MB"
        ),
        sa.Column("map", sa.JSON(), nullable=False, comment="rules.own_form.FormMap"),
        sa.Column(
            "uploaded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("uploaded_at", storage.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("removed_at", storage.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_body_forms_unit_id")),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["people.id"], name=op.f("fk_body_forms_uploaded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_forms")),
        comment="the form of the body above; filled at every hand-over of the unit once confirmed",
    )
    op.create_index(op.f("ix_body_forms_unit_id"), "body_forms", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_body_forms_unit_id"), table_name="body_forms")
    op.drop_table("body_forms")

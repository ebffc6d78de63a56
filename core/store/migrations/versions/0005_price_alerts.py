"""price alerts

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "lookout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("destination_id", sa.Integer(), nullable=False),
        sa.Column("code", sqltypes.AutoString(), nullable=False),
        sa.Column("goal", sqltypes.AutoString(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("person", sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("until", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("repeat", sa.Boolean(), nullable=False),
        sa.Column("armed", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("ceiling", sa.Integer(), nullable=True),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.Column("told_at", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["destination_id"], ["destination.id"], name=op.f("fk_lookout_destination_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lookout")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_lookout_destination_id"), "lookout", ["destination_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("lookout")

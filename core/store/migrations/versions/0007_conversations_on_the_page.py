"""conversations on the page

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("destination_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("key", sqltypes.AutoString(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["destination_id"], ["destination.id"], name=op.f("fk_message_destination_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "destination_id", "turn", name=op.f("uq_message_destination_id_turn")
        ),
        sa.UniqueConstraint("destination_id", "key", name=op.f("uq_message_destination_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_message_at"), "message", ["at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("message")

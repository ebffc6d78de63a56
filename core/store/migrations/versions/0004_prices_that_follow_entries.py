"""prices that follow entries

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "followup",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("after_1", sa.Integer(), nullable=True),
        sa.Column("after_5", sa.Integer(), nullable=True),
        sa.Column("after_30", sa.Integer(), nullable=True),
        sa.Column("at_close", sa.Integer(), nullable=True),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("highest", sa.Integer(), nullable=True),
        sa.Column("lowest", sa.Integer(), nullable=True),
        sa.Column("ceiling", sa.Integer(), nullable=True),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_followup_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_followup")),
    )
    op.create_index(
        "ix_followup_open",
        "followup",
        ["event_id"],
        unique=False,
        sqlite_where=sa.text("settled < 4"),
        postgresql_where=sa.text("settled < 4"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("followup")

"""Options, mutes, and what is held back.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "mute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("destination_id", sa.Integer(), nullable=False),
        sa.Column("condition_id", sa.Integer(), nullable=True),
        sa.Column("code", sqltypes.AutoString(), nullable=True),
        sa.Column("until", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("person", sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["condition.id"], name=op.f("fk_mute_condition_id")
        ),
        sa.ForeignKeyConstraint(
            ["destination_id"], ["destination.id"], name=op.f("fk_mute_destination_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mute")),
    )
    with op.batch_alter_table("mute", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mute_destination_id"), ["destination_id"], unique=False
        )

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hold", sqltypes.AutoString(), nullable=True))
        batch_op.add_column(
            sa.Column("not_before", sqltypes.UTCDateTime(), nullable=True)
        )
        batch_op.add_column(
            sa.Column("diverted_from", sa.Integer(), nullable=True)
        )
        batch_op.create_index(
            "ix_delivery_held",
            ["not_before"],
            unique=False,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.create_index("ix_delivery_message", ["destination_id", "message_id"], unique=False)

    with op.batch_alter_table("destination", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("quiet_start", sqltypes.AutoString(), nullable=True)
        )
        batch_op.add_column(
            sa.Column("quiet_end", sqltypes.AutoString(), nullable=True)
        )
        batch_op.add_column(
            sa.Column("daily", sa.Boolean(), server_default=sa.true(), nullable=False)
        )

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_code_received_at"), ["code", "received_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_event_condition_id_received_at"),
            ["condition_id", "received_at"],
            unique=False,
        )

    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(sa.Column("options", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_column("options")

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_condition_id_received_at"))
        batch_op.drop_index(batch_op.f("ix_event_code_received_at"))

    with op.batch_alter_table("destination", schema=None) as batch_op:
        batch_op.drop_column("daily")
        batch_op.drop_column("quiet_end")
        batch_op.drop_column("quiet_start")

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_message")
        batch_op.drop_index(
            "ix_delivery_held",
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.drop_column("diverted_from")
        batch_op.drop_column("not_before")
        batch_op.drop_column("hold")

    with op.batch_alter_table("mute", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mute_destination_id"))

    op.drop_table("mute")

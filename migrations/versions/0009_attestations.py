"""what somebody says they did: a backup tried, an account looked at"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "attestation",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name IN ('backup', 'twilio')", name=op.f("ck_attestation_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("attestation")

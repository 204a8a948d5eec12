"""no two open episodes have the same code, by an index in place of a lock"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(
            "uq_escalation_open_code",
            ["code"],
            unique=True,
            sqlite_where=sa.text("state != 'closed'"),
            postgresql_where=sa.text("state != 'closed'"),
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.drop_index("uq_escalation_open_code")

"""how many texts left in the last second is asked before each look of the outbox, by an index"""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_started_at"), ["started_at"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_started_at"))

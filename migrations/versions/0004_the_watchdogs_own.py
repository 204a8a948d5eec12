"""the watchdog's own person and responder"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
    for table in ("person", "responder"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("canary", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Undo."""
    for table in ("person", "responder"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("canary")

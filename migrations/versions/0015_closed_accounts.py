"""accounts that are closed: nobody works under them, and the record still names them"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("responder", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo. Whoever is gone stands in the list again, without a number and without a password."""
    with op.batch_alter_table("responder", schema=None) as batch_op:
        batch_op.drop_column("closed_at")

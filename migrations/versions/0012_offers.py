"""whom the holder of an episode asked to take over"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

NAME = "fk_escalation_offered_to_responder"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offered_to", sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(op.f(NAME), "responder", ["offered_to"], ["id"])


def downgrade() -> None:
    """Undo; an offer that waits is forgotten, and the holder keeps the person."""
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(NAME), type_="foreignkey")
        batch_op.drop_column("offered_to")

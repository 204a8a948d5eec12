"""clinicians and operators have accounts too"""

from alembic import op

revision = "0006"
down_revision = "0005"

NAME = "ck_responder_role"
TWO = "role IN ('responder', 'supervisor')"
FOUR = "role IN ('responder', 'clinician', 'supervisor', 'operator')"


def upgrade() -> None:
    """Apply."""
    _allow(FOUR)


def downgrade() -> None:
    """Undo; whoever has a new role is a responder again, and on call."""
    op.execute("UPDATE responder SET role = 'responder' WHERE role NOT IN ('responder', 'supervisor')")
    _allow(TWO)


def _allow(roles: str) -> None:
    with op.batch_alter_table("responder", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(NAME), type_="check")
        batch_op.create_check_constraint(op.f(NAME), roles)

"""that a contact stopped texts waits in the console as well, until somebody saw to it"""

from alembic import op

revision = "0017"
down_revision = "0016"
KINDS = "'erasure', 'lapse', 'plan_draft'"


def upgrade() -> None:
    """Apply."""
    _allow(f"{KINDS}, 'contact_stopped'")


def downgrade() -> None:
    """Undo."""
    op.execute("DELETE FROM notice WHERE kind = 'contact_stopped'")
    _allow(KINDS)


def _allow(kinds: str) -> None:
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_notice_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_notice_kind"), f"kind IN ({kinds})")

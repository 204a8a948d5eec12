"""second factors, codes that work once, and sessions that say how far they got"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

STAGES = "stage IN ('code', 'enrol', 'glass', 'full')"


def upgrade() -> None:
    """Apply. Everyone signs in again."""
    with op.batch_alter_table("responder", schema=None) as batch_op:
        batch_op.add_column(sa.Column("totp_secret", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("totp_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
    op.execute("DELETE FROM desk_session")
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stage", sa.String(length=8), nullable=False))
        batch_op.add_column(sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False))
        batch_op.create_check_constraint(op.f("ck_desk_session_stage"), STAGES)
    op.create_table(
        "account_code",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("responder_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('invite', 'glass')", name=op.f("ck_account_code_kind")),
        sa.ForeignKeyConstraint(
            ["responder_id"], ["responder.id"], name=op.f("fk_account_code_responder_id_responder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_account_code_code_hash")),
    )
    with op.batch_alter_table("account_code", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_account_code_responder_id"), ["responder_id"], unique=False)


def downgrade() -> None:
    """Undo; everyone signs in again, with a password alone."""
    op.drop_table("account_code")
    op.execute("DELETE FROM desk_session")
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_desk_session_stage"), type_="check")
        batch_op.drop_column("ends_at")
        batch_op.drop_column("stage")
    with op.batch_alter_table("responder", schema=None) as batch_op:
        batch_op.drop_column("totp_step")
        batch_op.drop_column("totp_since")
        batch_op.drop_column("totp_secret")

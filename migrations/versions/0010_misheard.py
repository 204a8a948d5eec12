"""messages that were heard wrongly, or not"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "misheard",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("heard", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by", sa.String(length=36), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('missed', 'alarm')", name=op.f("ck_misheard_kind")),
        sa.CheckConstraint(
            "level IN ('none', 'care', 'urgent', 'emergency')", name=op.f("ck_misheard_level")
        ),
        sa.CheckConstraint("state IN ('marked', 'confirmed', 'dropped')", name=op.f("ck_misheard_state")),
        sa.CheckConstraint(
            "state = 'marked' OR message_id IS NULL", name=op.f("ck_misheard_leads_to_nobody")
        ),
        sa.CheckConstraint("state != 'confirmed' OR words IS NOT NULL", name=op.f("ck_misheard_has_words")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_misheard_message_id")),
        sa.ForeignKeyConstraint(["marked_by"], ["responder.id"], name=op.f("fk_misheard_marked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["responder.id"], name=op.f("fk_misheard_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misheard")),
        sa.UniqueConstraint("message_id", name=op.f("uq_misheard_message_id")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("misheard")

"""What the person is told of who has them. A human's words must not depend on a script."""

from sqlalchemy.orm import Session

from holdfast.delivery import thread
from holdfast.errors import Refused
from holdfast.log import logger
from holdfast.models import Conversation, Escalation, Responder
from holdfast.parts import Parts

log = logger()


def say(tx: Session, parts: Parts, escalation: Escalation, responder: Responder, script: str) -> None:
    """A status line that names this responder; when it is refused, what it goes with is done all the same."""
    conversation = tx.get_one(Conversation, escalation.conversation_id)
    args = {"responder": responder.name}
    tx.flush()
    try:
        with tx.begin_nested():
            thread.say(
                tx,
                parts,
                conversation,
                script,
                args=args,
                kind="status",
                level=escalation.level,
                unasked=True,
            )
    except Refused as fault:
        log.error("status_refused", escalation=escalation.id, script=script, reason=str(fault))

"""The tables. What people write is sealed; see holdfast.keys."""

from holdfast.models.accounts import AccountCode, DeskSession
from holdfast.models.attestation import Attestation
from holdfast.models.audit import AuditEntry
from holdfast.models.base import Base, new_id
from holdfast.models.delivery import Attempt, Delivery, DeliveryNews
from holdfast.models.drill import Drill
from holdfast.models.handoff import (
    ON_CALL,
    STAFF,
    Escalation,
    EscalationEvent,
    Incident,
    Responder,
    Rota,
    Switch,
)
from holdfast.models.memory import Goal, JournalEntry, Notice, Rating
from holdfast.models.misheard import Misheard
from holdfast.models.people import Consent, Contact, Disclosure, Invite, Person, Plan, PlanItem
from holdfast.models.review import Signature
from holdfast.models.talk import Conversation, Message, WebSession

__all__ = [
    "ON_CALL",
    "STAFF",
    "AccountCode",
    "Attempt",
    "Attestation",
    "AuditEntry",
    "Base",
    "Consent",
    "Contact",
    "Conversation",
    "Delivery",
    "DeliveryNews",
    "DeskSession",
    "Disclosure",
    "Drill",
    "Escalation",
    "EscalationEvent",
    "Goal",
    "Incident",
    "Invite",
    "JournalEntry",
    "Message",
    "Misheard",
    "Notice",
    "Person",
    "Plan",
    "PlanItem",
    "Rating",
    "Responder",
    "Rota",
    "Signature",
    "Switch",
    "WebSession",
    "new_id",
]

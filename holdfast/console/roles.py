"""Who may reach which pages. A route names its roles (`for_roles` in the door); one that names none is closed."""

RESPONDER, CLINICIAN, SUPERVISOR, OPERATOR = "responder", "clinician", "supervisor", "operator"

ANYONE = frozenset((RESPONDER, CLINICIAN, SUPERVISOR, OPERATOR))
# Escalations are for those who are on call; people and plans for those who treat them; a supervisor does both.
DESK = frozenset((RESPONDER, SUPERVISOR))
PEOPLE = frozenset((CLINICIAN, SUPERVISOR))
# What a person left for their clinician stands in the inbox and on the page of people.
NOTICES = DESK | PEOPLE
STAFF = frozenset((CLINICIAN, SUPERVISOR, OPERATOR))
SUPERVISORS = frozenset((SUPERVISOR,))
ROTA = frozenset((SUPERVISOR, OPERATOR))
INVITE = frozenset((SUPERVISOR, OPERATOR))

_PAGES = (
    ("/console", "Inbox", DESK),
    ("/console/people", "People", PEOPLE),
    ("/console/staff", "On call", STAFF),
    ("/console/words", "Words", STAFF),
    ("/console/lines", "Crisis lines", STAFF),
    ("/console/rota", "Rota", ANYONE),
    ("/console/report", "Report", STAFF),
    ("/console/going-live", "Going live", STAFF),
    ("/console/switch", "Crisis words", SUPERVISORS),
    ("/console/audit", "Audit", SUPERVISORS),
)
# Templates that are not named by the page in whose section they stand.
_SECTIONS = {
    "inbox": "/console", "person": "/console/people", "plan": "/console/people", "contact": "/console/people",
    "invite": "/console/people", "policy": "/console/words", "heard": "/console/words",
    "going": "/console/going-live",
}  # fmt: skip


def section(template: str) -> str:
    """The page, of those that the roles have links to, to which a template belongs."""
    begins = template.split("_", maxsplit=1)[0]
    return _SECTIONS.get(begins, f"/console/{begins}")


def links(role: str) -> list[tuple[str, str]]:
    """(address, words) of the pages of a role, its first page first."""
    return [(address, words) for address, words, roles in _PAGES if role in roles]


def home(role: str) -> str:
    """The page after signing in."""
    return links(role)[0][0]


def may_invite(role: str, to: str) -> bool:
    """Whether one of this role gives accounts of that role: nobody makes themselves more than they are."""
    return role == SUPERVISOR or (role in INVITE and to != SUPERVISOR)

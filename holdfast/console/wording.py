"""What the console calls things: levels, states, signals, events. For staff, never said to a person."""

from datetime import timedelta

LEVELS = {"care": "Care", "urgent": "Urgent", "emergency": "Emergency", "none": "Calm"}
CHANNELS = {"web": "Web chat", "sms": "Text message"}

SIGNALS = {
    "suicidal_intent": "Suicide: intent, plan, time or goodbye",
    "suicidal_thought": "Thoughts of suicide",
    "overdose": "Overdose",
    "medical_emergency": "Medical emergency",
    "command_voices": "Voices that tell them to harm",
    "self_harm_injury": "An injury from self-harm",
    "recent_self_harm": "Self-harm a short time ago",
    "self_harm_urge": "An urge to self-harm",
    "method_request": "Asked about ways to harm",
    "harm_from_others": "Someone may be harming them",
    "harm_to_others": "May harm someone else",
    "concern_for_other": "Worried about someone else",
    "warning_sign": "A warning sign",
    "code_word": "Used their code word",
    "intoxication": "Alcohol or drugs now",
    "asked_for_person": "Asked for a person",
    "bot_down": "The program could not answer",
    "gate_error": "The program could not assess the message",
    "urge_stays_strong": "Their urge is still strong after two tools, by their own numbers",
    "media": "Sent a picture the program cannot see",
    "unreadable": "A message that could not be read",
    "second_look": "The language model heard risk",
    "risk": "The language model heard risk",
    "safety_yes": "Answered yes to the direct question",
    "safety_no": "Answered no to the direct question",
    "safety_unsure": "Answered not sure to the direct question",
    "injury_severe": "Said that an injury is severe",
    "injury_unsure": "Is not sure how severe an injury is",
    "injury_not": "Said that an injury is not severe",
}

# One delivery, as far as the record shows.
DELIVERIES = {
    "queued": "not sent yet",
    "inline": "sent with the answer, not confirmed yet",
    "sending": "being sent",
    "sent": "sent, arrival not confirmed",
    "delivered": "arrived",
    "failed": "not delivered",
    "cancelled": "not sent",
}
REASONS = {
    "opted_out": "texts are blocked (STOP)",
    "not_safe_to_text": "not agreed as safe to text",
    "no_number": "no number",
    "sealed": "the number cannot be read",
    "completed": "nobody pressed a key",
    "busy": "busy",
    "no-answer": "no answer",
    "taken": "someone had taken it",
}

NOTIFY_FROM = {
    "care": "agreed to be told from Care on",
    "urgent": "agreed to be told from Urgent on",
    "emergency": "agreed to be told in an Emergency",
    "tap": "told only when the person asks for it",
}
CONTACT_ANSWERS = {"on_it": "answered: on it", "cannot": "answered: cannot"}

PLAN_STEPS = (
    "Warning signs",
    "What I can do myself",
    "People and places that take my mind off it",
    "People I can ask for help",
    "Professionals and services",
    "Making my surroundings safer",
    "My reasons for living",
)

ROLES = {name: name for name in ("responder", "clinician", "supervisor", "operator")}
AGE_BANDS = {"unknown": "age not known"}
RUNGS = {
    "first_responder": "the first responder",
    "second_responder": "the second responder",
    "supervisor": "the supervisor",
    "second_and_supervisor": "the second responder and the supervisor",
    "group": "everyone on call",
}

ALERTS = {
    "utter_alert_contact": "alert",
    "utter_alert_contact_alone": "alert, and that nobody is on duty",
    "utter_alert_contact_closing": "that the team has this",
    "utter_alert_contact_thanks": "thanks",
    "utter_alert_contact_cannot": "that others are asked",
}

ACTORS = {"gate": "The program", "ladder": "The program", "policy": "The program"}
INCIDENTS = {
    "bot_down": "The program could not answer",
    "gate_error": "The program could not assess messages",
    "unsigned_words": "Words were held back, for nobody has signed them",
}
OVERTAKEN = (
    "Someone saved another version meanwhile. What you typed is kept here; look at the other version, "
    "then save to replace it."
)
# What a person left for their clinician.
NOTICES = {
    "erasure": "asks that everything stored about them is erased (holdfast erase)",
    "lapse": "wants you to know of a lapse",
    "contact_stopped": "has a contact who stopped texts (STOP): look with them for someone else",
    "plan_draft": "has drafted a plan and would like to go through it with you",
}
# Filled in by views.timeline.
EVENTS = {
    "opened": "Opened at level {level}",
    "signal": "Heard: {signals}",
    "raised": "Raised to {level}: {signals}",
    "rung": "Alerted {tell} ({alerted})",
    "called": "Called {tell} ({alerted})",
    "phoned": "{who} called the number and heard the crisis line",
    "phoned_line": "{who} asked to be connected to the crisis line on the phone",
    "left": "Left the page by quick exit",
    "declined": "{who} cannot take it",
    "acknowledged": "{who} has this person",
    "acknowledgement_expired": "No first word from {holder} in time: alerts go on",
    "first_word": "{who} wrote the first word; the program is silent",
    "offered": "{who} asked {holder} to take over",
    "offer_withdrawn": "{who} keeps them, and asks {holder} no more",
    "offer_declined": "{who} cannot take over",
    "accepted": "{who} took over from {holder}",
    "given_back": "{who} gave them back: alerts go on",
    "holder_gone": "{who} closed the account of {holder}, who had them: alerts go on",
    "reached": "{who} reached {contact} by phone",
    "not_reached": "{who} called {contact}: not reached",
    "holder_alerted": "Alerted {holder}, who has this person, of a new signal",
    "note": "Note by {who}",
    "closed": "{who} handed back: {outcome}",
    "contact_alerted": "Texted {contact}",
    "contact_answered": "{who} {answer}",
    "contact_not_confirmed": "{contact} was not texted: it is too long ago that they agreed",
    "contact_stopped": "{contact} was not texted: they stopped texts (STOP). A call may reach them",
    "contact_removed": "{who} asked that {contact} is texted no more",
    "contacts_planned": "Contacts are texted in a moment, unless the person says no",
    "contacts_spared": "{who} asked that no contact is texted now",
    "person_told": "The person was told that the team was alerted",
    "person_told_of_contact": "The person was told that {contact} was texted",
    "words_held_back": "A line to the person was not signed: they were given the crisis line instead",
    "person_told_nobody_yet": "The person was told that nobody has answered yet",
    "answered": "{who}: {choice}",
}

PARTS = {
    "gate": "Risk gate", "database": "Database", "rasa": "Program", "spool": "Kept aside", "texts": "Texts",
    "words": "Signed words", "speech": "What it says",
}  # fmt: skip
HEALTHY = ("ready", "alive", "going out", "empty", "ok")


def healthy(state: str) -> bool:
    """Whether a part's state is good; every word that is not known to be good is shown as a warning."""
    return state.startswith(HEALTHY)


def plain(names: dict[str, str], name: str) -> str:
    """The name in words; an unknown one is shown as it is, without underscores."""
    return names.get(name) or name.replace("_", " ").capitalize()


def ago(span: timedelta) -> str:
    """A span in words, as short as can be read at a glance: `now`, `4 min`, `2 h 5 min`, `3 days`."""
    minutes = max(0, int(span.total_seconds()) // 60)
    if minutes < 60:
        return f"{minutes} min" if minutes else "now"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def span(time: timedelta) -> str:
    """A length of time: seconds below two minutes, then as `ago` has it."""
    seconds = round(time.total_seconds())
    return f"{seconds} s" if seconds < 120 else ago(time)


def since(span: str) -> str:
    """A span of `ago` as it is said after "last heard"."""
    return "just now" if span == "now" else f"{span} ago"


def delivery(state: str, error: str | None) -> str:
    """What became of a text."""
    words = plain(DELIVERIES, state)
    if error and state in ("failed", "cancelled"):
        return f"{words}: {REASONS.get(error, error)}"
    return words

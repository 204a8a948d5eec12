"""What the pages of people call things, what each field expects, and what to say beside one that does not fit."""

import re

from holdfast.errors import ClinicFileError

NAMES = {
    "name": "Name",
    "phone": "Phone number",
    "country": "Country",
    "discreet_name": "Discreet name",
    "notify_from": "Told by themselves",
    "hours": "Hours",
    "accepted_on": "Agreed on",
    "review_on": "Review date",
    "role": "Role",
    "password": "Your password",
}
# Said beside the field, whatever of it did not fit.
EXPECTED = {
    "name": "Please write a name, of at most 500 characters.",
    "phone": "This is not a phone number. Write it as it is dialled in this country, or with + and the country code.",
    "country": "Please choose a country from the list.",
    "discreet_name": "Please write a name of at most 500 characters, or leave it empty.",
    "hours": "Please give both times and a time zone from the list, or leave both times empty.",
    "accepted_on": "Please give a day, such as 2027-03-15, or leave it empty.",
    "review_on": "Please give a day, such as 2027-03-15, or leave it empty.",
    "role": "Please choose a role from the list.",
}
# The same for what is wrong with more than its form.
REASONS = {
    "holds the person's own number": "This is the person's own number. A contact needs another phone.",
    "holds the same number twice": "Somebody else on this list has this number.",
    "of an account is a supervisor's to change": "Only a supervisor changes the role of an account.",
    "is needed": "Nobody else could give anyone an account then. Give someone else this role first.",
    "belongs to someone else here": "Someone here has this number already. Nothing was changed.",
}
STAFF_PHONE = "This is not a phone number. Write it with + and the country code, such as +1 202 555 0101."

CONSENTS = {
    "storing": "What they write here is stored, sealed, and read by our team when someone is needed.",
    "texts": "They may be sent texts that they did not just ask for.",
    "plan_by_sms": "Their plan may be read back by text message, but never its sixth step.",
    "contacts": "The contacts in their plan may be told, each from the level agreed.",
    "calls": "Our team may call this phone.",
}
AGE_BANDS = ("unknown", "under 18", "18-24", "25-34", "35-49", "50-64", "65 and over")
LEVELS = {
    "tap": "Only when the person asks for it",
    "care": "From Care on",
    "urgent": "From Urgent on",
    "emergency": "In an Emergency only",
}
HINTS = {
    "empty_steps": "Some of the six steps are still empty.",
    "few_strategies": "Three or more things to do alone help most: some that work at night, and at no cost.",
    "people_without_numbers": "People to ask for help: a name and a number for each, as in Sam: 202 555 0102.",
    "professionals_without_numbers": "Professionals and services: at least one with a number.",
    "no_review_date": "No date is set for going through it again.",
    "review_due": "The day for going through it again has come.",
}
# What to ask while a step is written: no program can see from a line whether it is feasible.
STEP_HINTS = {
    "coping_strategies": "Three or more. Ask of each: what might get in the way, at night, alone or without money? "
    "Then make it smaller, or choose another.",
    "people_and_places": "Ask of each: what might get in the way of going there, or of being with them?",
    "people_to_ask": "With a number each. Ask of each: what might get in the way of calling them?",
    "professionals": "With a number each, and when they can be reached. What might get in the way?",
    "safer_surroundings": "Never read back by text message. What might get in the way, and who helps?",
}
VERBS = {
    "signed_in": "signed in",
    "signed_out": "signed out",
    "unlocked": "opened a locked session again",
    "broke_glass": "came in by break-glass, without a second factor",
    "set_up_second_factor": "set up a second factor",
    "invited": "made an invitation to an account",
    "sent_test_page": "sent a test page",
    "closed_account": "closed an account",
    "accepted_invitation": "opened an account by invitation",
    "read_escalation": "read an escalation",
    "acknowledge": "took a person",
    "reply": "wrote to a person",
    "phrase": "sent a ready phrase to a person",
    "transfer": "asked a colleague to take over",
    "keep": "took such a question back",
    "cannot": "could not take over",
    "give-back": "gave a person back to the alerts",
    "reached": "noted who was reached by phone",
    "note": "added a note",
    "hand-back": "handed back and closed",
    "read_people": "read the list of people",
    "read_person": "read a person's page",
    "read_plan": "read a plan",
    "read_versions": "read the versions of a plan",
    "printed_plan": "opened a plan for printing",
    "exported": "exported a person",
    "imported": "imported a person's file",
    "enrolled": "enrolled a person",
    "changed_person": "changed what is known of a person",
    "changed_contact": "changed a contact",
    "added_contact": "added a contact",
    "gave_consent": "recorded a consent",
    "took_back_consent": "recorded that a consent was taken back",
    "changed_plan": "changed a plan",
    "restored_plan": "restored a version of a plan",
    "made_invite": "made an invite code",
    "added_staff": "added someone to the staff",
    "changed_staff": "changed someone of the staff",
    "saw_notice": "saw what a person left",
    "closed_incident": "closed a fault of the program",
    "read_audit": "read the audit",
    "signed_words": "signed words",
    "confirmed_lines": "confirmed crisis lines",
    "said_backup": "said that a backup was restored",
    "said_twilio": "said that the Twilio check finds nothing wrong",
    "marked_heard": "marked a message as heard wrongly",
    "read_heard": "read a message that was heard wrongly",
    "confirmed_heard": "confirmed a line for the test set",
    "dropped_heard": "dropped a message that was marked",
    "exported_heard": "took the lines of the test set along",
    "set_rota": "set the rota",
    "crisis_only_on": "turned the service to crisis words only",
    "crisis_only_off": "ended crisis words only",
}


def beside(fault: ClinicFileError, under: str) -> tuple[str, str]:
    """(field, sentence) for a form whose fields stand under this place of the file; elsewhere the field is ""."""
    rest = fault.place.removeprefix(f"{under}.")
    if not fault.place.startswith(f"{under}.") or not re.fullmatch(r"\w+", rest):
        if fault.why in REASONS:
            return "phone", REASONS[fault.why]
        return "", f"Something else in this record does not fit: {_words(fault.place)}. Nothing was changed."
    expected = EXPECTED.get(rest, f"{NAMES.get(rest, rest)} {fault.why}.")
    return rest, REASONS.get(fault.why, expected)


def beside_step(fault: ClinicFileError) -> tuple[str, str]:
    """(step, sentence) for the form of a plan; elsewhere the step is ""."""
    found = re.fullmatch(r"file\.people\[0\]\.plan\.(\w+)\[(\d+)\](?:\.(\w+))?", fault.place)
    if found is None:
        return beside(fault, "")
    line = int(found[2]) + 1
    why = EXPECTED["phone"] if found[3] == "phone" else "At most 500 characters fit in one line."
    return found[1], f"Line {line}: {why}"


def _words(place: str) -> str:
    """A place of the file in words: `contact 2, phone number`."""
    names = re.findall(r"(\w+)(?:\[(\d+)\])?", place.removeprefix("file.people[0]").removeprefix("file."))
    said = [NAMES.get(name, name.replace("_", " ")) + (f" {int(at) + 1}" if at else "") for name, at in names]
    return ", ".join(said) or "the record"

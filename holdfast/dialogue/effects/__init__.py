"""What a dialogue may change, by name: the whole list.

A step in `data/exercises` keeps the person's next words (`keeps`) or notes a number in them (`notes`); a script in
`data/responses` does something when it is said (`metadata: {does: …, otherwise: …}`). Each is carried out in the
transaction in which the words are said, so that words and deeds agree; when it cannot be done, `otherwise` is said.
"""

from collections.abc import Mapping
from functools import partial

from holdfast.dialogue.effects import frame, hours, journal, plan, rating
from holdfast.dialogue.effects.here import Done, Effect, Here

__all__ = ["DOES", "KEEPS", "KEPT_AT_RISK", "NOTES", "Done", "Effect", "Here"]

KEEPS: Mapping[str, Effect] = {
    **{f"plan_step_{step}": partial(plan.keep, step=step) for step in range(1, 8)},
    "journal": journal.keep,
    "journal_tag": journal.tag,
    "deletion": frame.delete_mine,
    "country": frame.set_country,
    "discreet": frame.set_discreet,
    "lapse_notice": frame.tell_of_lapse,
    "check_in": hours.set_check_in,
    "quiet_hours": hours.set_quiet_hours,
}
# What is kept also when it is handed off: never in a plan, where someone would be told it again as advice.
KEPT_AT_RISK = frozenset({"journal", "journal_tag", "plan_step_1"})

NOTES: Mapping[str, Effect] = {
    "urge_before": rating.note_before,
    "urge_after": rating.note_after,
}

DOES: Mapping[str, Effect] = {
    "only_when_calm": plan.only_when_calm,
    "take_out_last": plan.take_out_last,
    "ask_for_review": plan.ask_for_review,
    "offer_what_helped": rating.offer_what_helped,
    "tell_rating": rating.tell_rating,
    "tell_patterns": journal.tell_patterns,
    "take_country": frame.take_country,
    "take_language": frame.take_language,
    "can_check_in": hours.can_check_in,
    "stop_check_ins": hours.stop_check_ins,
}

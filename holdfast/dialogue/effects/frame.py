"""What a person decides about this service: deleting, country, quiet on the screen, what their clinician is told."""

import hashlib
from dataclasses import replace

from holdfast.content import plain
from holdfast.content.languages import ENGLISH
from holdfast.dialogue.effects.here import Done, Here
from holdfast.models import Consent
from holdfast.plans import journal, notices, ratings

NO = {"no", "not", "keep", "dont", "don't", "never", "nope"}
YES = {"yes", "on", "please", "do", "yeah", "yep"}


def delete_mine(here: Here) -> Done | None:
    """Journal and ratings are erased at once; for the rest, the clinic gets the request. Only by the choice itself."""
    if here.message.choice == "deletion_yes":
        journal.forget(here.tx, here.parts, here.person)
        ratings.forget(here.tx, here.person)
        notices.leave(here.tx, here.parts, here.person, "erasure")
        return Done()
    if here.message.choice == "deletion_no" or _says(here, NO):
        return Done(then="utter_deletion_not")
    return None


def set_country(here: Here) -> Done | None:
    """The country, with the day on which it was said; its lines are used from these words on."""
    countries = here.parts.library.countries
    code = countries.find(here.words)
    if code is None:
        return None
    here.person.country, here.person.country_confirmed_on = code, here.parts.clock.now()
    return Done({"country": countries.names[code]})


def take_country(here: Here) -> Done:
    """A country that was named in the very wish to change it is not asked for again."""
    if here.message.choice is not None or here.parts.library.countries.told(here.words) is None:
        return Done()
    done = set_country(here)
    return Done() if done is None else replace(done, then="utter_region_set")


def take_language(here: Here) -> Done:
    """From these words on crisis lines are given in the language that was asked for, where the country has it."""
    languages = here.parts.library.languages
    code = languages.wanted(here.words) if here.message.choice is None else None
    if code is None:
        return Done()
    here.person.language = code
    if code == ENGLISH:
        return Done(then="utter_in_english")
    if not here.parts.library.lines.speaks(here.parts.country(here.person), code):
        return Done()
    return Done({"language": languages.names[code]}, then="utter_change_language_line")


def set_discreet(here: Here) -> Done | None:
    """Texts begin with a neutral line, or no longer do."""
    if here.message.choice == "discreet_off" or (
        here.message.choice != "discreet_on" and _says(here, {*NO, "off"})
    ):
        here.person.discreet = False
        return Done(then="utter_discreet_mode_off")
    if here.message.choice == "discreet_on" or _says(here, YES):
        here.person.discreet = True
        return Done()
    return None


def tell_of_lapse(here: Here) -> Done | None:
    """A line for the clinician, with the person's consent to exactly the words that asked for it."""
    if here.message.choice != "lapse_notice_yes":
        return Done(then="utter_lapse_notice_not")
    asked = here.parts.library.scripts["utter_lapse_notice_ask"]
    here.tx.add(
        Consent(
            person_id=here.person.id,
            purpose="lapse notice to clinician",
            wording_hash=hashlib.sha256(asked.text(here.conversation.channel).encode()).hexdigest(),
            given_at=here.parts.clock.now(),
            actor=here.person.id,
        )
    )
    notices.leave(here.tx, here.parts, here.person, "lapse")
    return Done()


def _says(here: Here, words: set[str]) -> bool:
    return bool(set(plain(here.words).split()) & words)

"""The journal: entries and tags are kept, and read back as counts; never an entry itself."""

from holdfast.content import plain
from holdfast.dialogue.effects.here import Done, Here
from holdfast.plans import journal

# The script whose choices name the tags, in the words that people see.
TAGS = "utter_journal_tags"
# What has fewer words and is no tag is not taken for one more entry.
ENTRY_WORDS = 3
MOST_NAMED = 3


def keep(here: Here) -> Done | None:
    """One more entry."""
    journal.add(here.tx, here.parts, here.person, here.message)
    return Done()


def tag(here: Here) -> Done | None:
    """A tag for the entry, tapped or in its own words; a whole sentence is one more entry."""
    labels, said = _labels(here), set(plain(here.words).split())
    tapped = here.message.choice if here.message.choice in labels else None
    if tapped is None and len(said) >= ENTRY_WORDS:
        return keep(here)
    chosen = tapped or next(
        (name for name, label in labels.items() if said & set(plain(label).split())), None
    )
    if chosen is None or not journal.tag_last(here.tx, here.parts, here.person, chosen):
        return None
    return Done()


def tell_patterns(here: Here) -> Done | None:
    """How often something was written, and which tags were chosen most."""
    number, tags = journal.counts(here.tx, here.person)
    labels = _labels(here)
    named = ", ".join(
        f"{labels[name]} {times}" for name, times in tags.most_common(MOST_NAMED) if name in labels
    )
    return Done({"number": str(number), "patterns": named}) if number and named else None


def _labels(here: Here) -> dict[str, str]:
    own = here.parts.policy.data["keeping"]["choices"]["journal_tag"]
    buttons = here.parts.library.scripts[TAGS].buttons
    return {button.id: button.label for button in buttons if button.id in own}

"""The journal: kept and tagged, counted and never read back, erased when asked; risk in it is heard."""

from datetime import timedelta

from holdfast.delivery import thread
from holdfast.models import Conversation, JournalEntry, Message, Notice, Rating
from tests.core.house import House
from tests.core.partner import END, Partner, at
from tests.core.phones import ADA, URGENT

WRITE, TAGS = ("utter_journal_write", at("journal", 2)), ("utter_journal_tags", at("journal", 3))
MORE, COUNTS = ("utter_journal_more", at("journal", 3)), ("utter_read_journal", None)


def writing(house: House, *, sms: bool = False) -> Partner:
    """Someone who was just asked to write."""
    person = Partner(house, ADA, sms=sms)
    person.hears("journal", ("utter_journal_privacy", at("journal")))
    person.hears("ok", WRITE)
    return person


def entries(house: House) -> list[list[str]]:
    """The tags of every entry."""
    with house.parts.db.read() as tx:
        return [entry.tags for entry in tx.query(JournalEntry).order_by(JournalEntry.at)]


def test_nothing_is_kept_before_it_was_said_who_can_read_it(house: House) -> None:
    person = Partner(house, ADA)
    person.hears("journal", ("utter_journal_privacy", at("journal")))
    person.hears("the bus was late and I argued", WRITE)
    assert entries(house) == []


def test_an_entry_is_kept_once_tagged_by_tap_number_or_word_and_never_seen_by_rasa(house: House) -> None:
    person = writing(house)
    assert person.hears("I argued with the ticket inspector", TAGS) == ["utter_journal_tags"]
    person.hears("", MORE, choice="tag_people")
    person.hears("2", MORE)
    person.hears("school", MORE)
    assert entries(house) == [["tag_people", "tag_sleep", "tag_work"]]
    assert "inspector" not in str(person.told)
    assert {request.get("choice") for request in person.told[-4:]} == {"kept_words"}


def test_a_question_in_an_entry_is_part_of_it(house: House) -> None:
    writing(house).hears("why is it always me?", TAGS)
    assert entries(house) == [[]]


def test_a_second_message_is_a_second_entry_even_when_tags_were_just_asked_for(house: House) -> None:
    person = writing(house)
    person.hears("the bus was late", TAGS)
    person.hears("and then it rained on me", MORE)
    assert entries(house) == [[], []]
    assert person.hears("blorp", MORE) == ["utter_journal_tag_unknown"]


def test_asking_for_what_was_written_is_no_entry(house: House) -> None:
    person = writing(house)
    person.hears("the bus was late", TAGS)
    person.hears("show me my old entries", COUNTS)
    assert person.told[-1]["choice"] == "read_journal"
    assert entries(house) == [[]]


def test_patterns_are_told_in_counts_and_no_entry_is_echoed(house: House) -> None:
    person = writing(house, sms=True)
    assert person.hears("patterns?", COUNTS)  # kept: a question is part of an entry here
    person.hears("tag", ("utter_menu", END))
    for words in ("the inspector again", "the inspector once more"):
        person.hears("journal", ("utter_journal_privacy", at("journal")))
        person.hears("ok", WRITE)
        person.hears(words, TAGS)
        person.hears("people", MORE)
        person.hears("done", ("utter_journal_end", END))
    assert person.hears("my patterns", COUNTS) == ["utter_read_journal"]
    assert "People 2" in person.last_words()
    assert not [text for text in (one.text for one in house.sender.taken) if "inspector" in text]


def test_without_tags_that_is_said(house: House) -> None:
    assert Partner(house, ADA).hears("my patterns", COUNTS) == ["utter_read_journal_none"]


def test_risk_in_an_entry_is_handed_off_and_the_entry_is_kept(house: House) -> None:
    person = writing(house)
    person.hears(URGENT)
    assert house.open(ADA).level == "urgent"
    assert entries(house) == [[]]


def deletes(person: Partner, words: str = "", choice: str | None = None) -> list[str | None]:
    """Asked, then answered like this."""
    person.hears("delete my data", ("utter_delete_my_data", at("deletion")))
    return person.hears(words, ("utter_deletion_done", END), choice=choice)


def test_what_is_said_to_be_deleted_is_deleted_and_the_rest_is_asked_for(house: House) -> None:
    person = writing(house)
    person.hears("I argued with the ticket inspector", TAGS)
    with house.parts.db.write() as tx:
        now = house.parts.clock.now()
        tx.add(
            Rating(
                person_id=house.person(tx, ADA).id,
                before=7,
                tool="start_breathing",
                after=3,
                at=now,
                after_at=now,
            )
        )
    assert deletes(person, choice="deletion_yes") == ["utter_deletion_done"]
    with house.parts.db.read() as tx:
        assert tx.query(JournalEntry).count() == tx.query(Rating).count() == 0
        assert [one.kind for one in tx.query(Notice)] == ["erasure"]
        conversation = tx.get_one(Conversation, person.conversation)
        mine = tx.query(Message).filter(
            Message.conversation_id == conversation.id, Message.sender == "person"
        )
        words = [thread.text_of(house.parts, conversation, message) for message in mine.order_by(Message.seq)]
        assert words == ["journal", "ok", "", "delete my data", ""]


def test_only_the_choice_itself_deletes(house: House) -> None:
    person = writing(house)
    person.hears("the bus was late", TAGS)
    person.hears("delete my data", ("utter_delete_my_data", at("deletion")))
    assert person.hears("yes", ("utter_keeping_again", at("deletion"))) == ["utter_keeping_again"]
    assert person.hears("yes", ("utter_deletion_done", END)) == ["utter_trouble_bot"]
    assert deletes(person, "delete everything now") == ["utter_deletion_choose"]
    assert deletes(person, "no keep it") == ["utter_deletion_not"]
    assert len(entries(house)) == 1
    assert deletes(person, "1") == ["utter_deletion_done"]
    assert entries(house) == []


def test_an_old_entry_is_not_tagged(house: House) -> None:
    person = writing(house)
    person.hears("the bus was late", TAGS)
    house.later(timedelta(minutes=50).total_seconds())
    person.hears("blorp", MORE)
    house.later(timedelta(minutes=15).total_seconds())
    assert person.hears("people", MORE) == ["utter_journal_tag_unknown"]
    assert entries(house) == [[]]

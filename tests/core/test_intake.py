"""What becomes of a message: stored once, gated, answered at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from holdfast.delivery import thread
from holdfast.models import Escalation, Message
from tests.core.house import House
from tests.core.phones import ADA, CALM, EMERGENCY, GWEN, ITA, NOE, STRANGER, URGENT


def count(house: House, table: type) -> int:
    with house.parts.db.read() as tx:
        return tx.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def words_of(house: House, message_id: str) -> str:
    with house.parts.db.read() as tx:
        message = tx.get_one(Message, message_id)
        return thread.text_of(house.parts, message.conversation, message)


@pytest.mark.parametrize("words", [CALM, URGENT])
def test_the_same_reference_again_gives_the_same_answer_and_no_second_effect(
    house: House, words: str
) -> None:
    first = house.text(ADA, words, reference="AC1:SM-same")
    said, messages, alerts = house.answer(first), count(house, Message), len(house.deliveries(kind="alert"))
    again = house.text(ADA, words, reference="AC1:SM-same")
    assert again.again
    assert (again.message_id, again.level) == (first.message_id, first.level)
    assert house.answer(again) == said
    assert said
    assert count(house, Message) == messages
    assert len(house.deliveries(kind="alert")) == alerts


def test_twenty_times_the_same_reference_at_once_is_one_message_and_one_escalation(house: House) -> None:
    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(lambda _: house.text(ADA, URGENT, reference="AC1:SM-burst"), range(20)))
    assert len({one.message_id for one in taken}) == 1
    assert sum(not one.again for one in taken) == 1
    assert len({tuple(house.answer(one)) for one in taken}) == 1
    with house.parts.db.read() as tx:
        assert len(tx.scalars(sa.select(Message).where(Message.sender == "person")).all()) == 1
    assert count(house, Escalation) == 1


def test_twenty_different_messages_at_once_are_one_escalation_in_one_order(house: House) -> None:
    with ThreadPoolExecutor(20) as pool:
        talk = next(pool.map(lambda _: house.text(ADA, URGENT), range(20))).conversation_id
    assert count(house, Escalation) == 1
    with house.parts.db.read() as tx:
        query = sa.select(Message.seq).where(Message.conversation_id == talk)
        numbers = list(tx.scalars(query.order_by(Message.seq)))
    assert len(numbers) > 20
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    ("phone", "line", "emergency"),
    [
        (ADA, "988", "911"),
        (GWEN, "116 123", "999"),
        (ITA, "116 123", "112"),
        (NOE, "local emergency number", "local emergency number"),
        (STRANGER, "local emergency number", "local emergency number"),
    ],
)
def test_the_safety_words_name_the_lines_of_the_persons_own_country(
    house: House, phone: str, line: str, emergency: str
) -> None:
    urgent = house.answer(house.text(phone, URGENT))[0]
    assert line in urgent
    grave = house.answer(house.text(phone, EMERGENCY))[0]
    assert emergency in grave
    if phone != ADA:
        assert "988" not in urgent + grave
        assert "911" not in urgent + grave


def test_a_calm_first_text_is_welcomed_once_and_then_left_to_the_dialogue(house: House) -> None:
    first, second = house.text(ADA, CALM), house.text(ADA, CALM)
    assert house.scripts(first) == ["utter_draft_notice", "utter_welcome"]
    assert house.scripts(second) == []
    with house.parts.db.read() as tx:
        assert tx.get_one(Message, second.message_id).turn == "pending"


def test_an_unknown_number_gets_generic_help_each_time_and_nothing_personal(house: House) -> None:
    for _ in range(2):
        taken = house.text(STRANGER, CALM)
        assert house.scripts(taken) == ["utter_unknown_number"]
        said = " ".join(house.answer(taken))
        assert not [name for name in ("Ada", "Bo", "Robin", "plan") if name in said]
        with house.parts.db.read() as tx:
            assert tx.get_one(Message, taken.message_id).turn is None


def test_an_unknown_number_at_risk_gets_a_line_and_a_responder_is_told(house: House) -> None:
    house.text(STRANGER, URGENT)
    house.work()
    assert house.sender.to("+12025550151")


def test_a_risk_message_as_the_first_text_is_not_followed_by_a_full_welcome(house: House) -> None:
    first = house.text(ADA, URGENT)
    assert "utter_welcome_risk" in house.scripts(first)
    assert house.scripts(first)[0] == "utter_safety_urgent_contact"
    assert house.scripts(house.text(ADA, CALM)) == []


def test_being_drunk_alone_is_no_signal_and_breaks_nothing(house: House) -> None:
    assert house.text(ADA, "I'm drunk").level == "none"
    assert house.escalation(ADA) is None


def test_a_picture_alone_is_asked_about_when_calm(house: House) -> None:
    assert house.scripts(house.text(ADA, "", media=1)) == ["utter_media"]
    assert house.escalation(ADA) is None
    assert house.scripts(house.text(NOE, " ", media=1)) == ["utter_media_anywhere"]


def test_a_picture_alone_is_a_signal_from_someone_at_risk(house: House) -> None:
    house.text(ADA, URGENT)
    assert house.text(ADA, "", media=1).level == "care"
    assert house.events("signal")[-1].facts["signals"] == ["media"]


@pytest.mark.parametrize("words", ["", "   ", "\n\t"])
def test_an_empty_text_is_answered_and_not_taken_for_risk(house: House, words: str) -> None:
    taken = house.text(ADA, words)
    assert house.scripts(taken) == ["utter_trouble_message"]
    assert taken.level == "none"


@pytest.mark.parametrize(
    "words",
    [
        "a\0b",
        "\0",
        "\ud800 lone",
        "\u202eolleh\u202c",
        "\u200b",
        "\ufeff",
        "/restart",
        " /risk",
        '/intent{"slot":"x"}',
        "{a}",
    ],
)
def test_odd_characters_are_kept_as_they_came_and_answered_like_any(house: House, words: str) -> None:
    taken = house.text(ADA, words)
    assert words_of(house, taken.message_id) == words
    assert house.answer(taken)
    assert taken.level in ("none", "care")


@pytest.mark.parametrize("filler", ["x ", "calm words and more. ", "\ud83c\udf0a", "kill time "])
def test_twenty_thousand_characters_are_taken_in_and_risk_at_their_end_is_heard(
    house: House, filler: str
) -> None:
    long = (filler * 20_000)[: 20_000 - len(URGENT) - 2] + ". " + URGENT
    taken = house.text(ADA, long)
    assert taken.level != "none"
    assert words_of(house, taken.message_id) == long
    assert len(house.answer(taken)[0]) < 500


def test_a_risk_message_drops_the_calm_turns_that_still_wait(house: House) -> None:
    calm = house.text(ADA, CALM)
    house.text(ADA, URGENT)
    with house.parts.db.read() as tx:
        assert tx.get_one(Message, calm.message_id).turn == "dropped"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("I'm worried about my friend, and I want to die", "utter_safety_urgent"),
        ("I cut myself badly just now and I want to die", "utter_injury_question"),
        ("my dad hits me and I want to die", "utter_harm_from_others"),
        ("my son says he wants to die", "utter_concern_for_other"),
    ],
)
def test_the_strongest_of_several_signals_chooses_the_words(house: House, text: str, script: str) -> None:
    """Worry for another must not hide someone's own danger."""
    said = house.scripts(house.write(house.web(ADA), text))
    assert said[0] is not None
    assert said[0].removesuffix("_contact") == script

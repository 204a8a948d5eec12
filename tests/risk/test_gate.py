"""What the gate does around its rules: answers, own words, several messages, context, languages."""

from __future__ import annotations

import pytest

from holdfast.risk import Gate, Level, OwnWords, Recent


@pytest.mark.parametrize(
    "text", ["yes", "1", "3", "Yeah", "not sure", "idk", "maybe", "yes i am", "I am", "YES!!", "I'm not sure"]
)
def test_yes_or_not_sure_after_the_direct_question_is_urgent(gate: Gate, text: str) -> None:
    verdict = gate.hear(text, Recent(answering="suicide"))
    assert verdict.level == Level.URGENT
    assert verdict.signals == ("suicidal_thought",)


@pytest.mark.parametrize("question", ["danger", "injury"])
@pytest.mark.parametrize("text", ["yes", "1", "3", "not sure"])
def test_yes_to_danger_or_injury_is_an_emergency(gate: Gate, question: str, text: str) -> None:
    assert gate.hear(text, Recent(answering=question)).level == Level.EMERGENCY


@pytest.mark.parametrize("text", ["no", "2", "nope", "No thanks", "I'm fine", "I'm not"])
@pytest.mark.parametrize("question", ["suicide", "danger", "injury"])
def test_no_raises_nothing(gate: Gate, text: str, question: str) -> None:
    assert gate.hear(text, Recent(answering=question)).level == Level.NONE


@pytest.mark.parametrize("text", ["yes", "1", "3", "not sure"])
def test_yes_without_a_question_is_calm(gate: Gate, text: str) -> None:
    assert gate.hear(text).level == Level.NONE


@pytest.mark.parametrize(
    ("earlier", "text"),
    [(("I want to",), "die"), (("i am going to", "kill"), "myself"), (("die",), "I want to"), (("no reason",), "to live")],  # noqa: E501
)  # fmt: skip
def test_what_is_split_over_messages_is_heard(gate: Gate, earlier: tuple[str, ...], text: str) -> None:
    assert gate.hear(text).level < gate.hear(text, Recent(texts=earlier)).level


def test_an_earlier_disclosure_is_not_heard_again(gate: Gate) -> None:
    assert gate.hear("ok thanks", Recent(texts=("I want to die",))).level == Level.NONE
    assert gate.hear("will they send the police", Recent(texts=("I want to die",))).level == Level.NONE


def test_only_the_last_message_can_have_come_before_its_turn(gate: Gate) -> None:
    loss = "its a year since my gran died on friday"
    assert gate.hear("my plan", Recent(texts=(loss, "ok", "i miss her"))).level == Level.NONE
    assert gate.hear("tonight", Recent(texts=("I want to die",))).level == Level.EMERGENCY


def test_what_an_earlier_message_took_back_says_nothing_about_this_one(gate: Gate) -> None:
    """Only the second look hears this hint; a saying or a closed past before it must not silence it."""
    hint = "I am in the middle of it. I thought I would feel calm like they say."
    assert any(one.rule == "second-look" for one in gate.hear(hint).heard)
    before = ("five years ago I wanted to die, I'm glad I'm here", "this homework is killing me")
    assert gate.hear(hint, Recent(texts=before)).level >= gate.hear(hint).level


def test_where_a_rule_took_a_hit_back_the_second_look_must_be_surer_and_asks_for_care(gate: Gate) -> None:
    taken_back = gate.hear("i probably wont kill myself bc of my nan but when she goes idk what holds me")
    assert [one.rule for one in taken_back.heard] == ["second-look"]
    assert taken_back.level == Level.CARE
    assert gate.hear("five years ago I wanted to die, I'm glad I'm here").level == Level.NONE


@pytest.mark.parametrize(
    ("score", "plainly", "taken_back"),
    [(0.5, [], []), (0.7, [Level.CARE], []), (0.85, [Level.CARE], [Level.CARE]), (0.95, [Level.URGENT], [Level.CARE])],
)  # fmt: skip
def test_how_sure_the_second_look_must_be(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, score: float, plainly: list[Level], taken_back: list[Level]
) -> None:
    second, read = gate._second, gate._book.reader.read("a few words that say nothing by themselves")
    assert second is not None
    monkeypatch.setattr(second, "score", lambda _: score)
    assert [one.level for one in second.hear(read, 40, [], dismissed=False)] == plainly
    assert [one.level for one in second.hear(read, 40, [], dismissed=True)] == taken_back


@pytest.mark.parametrize(
    "now",
    ["everyone would be better off without me", "goodbye, thank you for everything, you won't hear from me"],
)
def test_a_closed_past_covers_its_own_sentence_and_not_the_next(gate: Gate, now: str) -> None:
    for past in (
        "I was hurt as a kid, long over.",
        "I used to cut years ago and I'm proud of how far I came.",
    ):
        assert gate.hear(f"{past} {now}").level >= Level.CARE, past


def test_a_hint_is_not_made_of_two_messages(gate: Gate) -> None:
    """Two halves that are a hint in one message are none in two."""
    rules = [rule for rule in gate.rules if rule.degree == "soft" and rule.only is None]
    made = []
    for rule in rules:
        for text in rule.hears:
            words = text.split()
            first, second = " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])
            heard = gate.hear(second, Recent(texts=(first,))).heard
            alone = {one.rule for one in gate.hear(second).heard}
            made += [rule.id for one in heard if one.rule == rule.id and rule.id not in alone]
    assert len(rules) > 50
    assert made == []


def test_own_warning_signs_and_code_word(gate: Gate) -> None:
    own = OwnWords.compile(gate, ["I stop answering messages", "not sleeping"], "purple walrus")
    assert gate.hear("i've stopped answering my messages again", Recent(own=own)).signals == ("warning_sign",)
    assert gate.hear("I am not sleeping at all", Recent(own=own)).level == Level.CARE
    assert gate.hear("Purple Walrus!", Recent(own=own)).level == Level.URGENT
    assert gate.hear("the purple walrus is at the zoo", Recent(own=own)).level == Level.CARE
    assert gate.hear("purple walrus").level == Level.NONE
    assert "walrus" not in repr(own)
    assert "walrus" not in repr(Recent(own=own))


def test_thanks_and_goodbye_count_only_while_at_risk(gate: Gate) -> None:
    for text in ("goodbye", "thank you for everything", "love you all"):
        assert gate.hear(text).level == Level.NONE
        assert gate.hear(text, Recent(at_risk=True)).level > Level.NONE


def test_drink_raises_a_level_and_is_none_alone(gate: Gate) -> None:
    assert gate.hear("I'm so drunk").level == Level.NONE
    assert gate.hear("I want to die").level == Level.URGENT
    assert gate.hear("I'm so drunk. I want to die").level == Level.EMERGENCY


def test_long_past_and_stories_are_care_at_most(gate: Gate) -> None:
    for text in (
        "ten years ago I tried to end my life, I'm glad I lived",
        "in the movie he says I want to kill myself",
    ):
        assert gate.hear(text).level <= Level.CARE
    assert gate.hear("I tried to kill myself two weeks ago").level >= Level.URGENT


@pytest.mark.parametrize("text", ["lol I want to die", "I told her I want to die", "I don't want to live", "if this fails I'll end it", "I'm not okay, I want to die, never mind", "haha jk but i might kill myself"])  # fmt: skip  # noqa: E501
def test_jokes_quotes_and_retractions_lower_nothing(gate: Gate, text: str) -> None:
    assert gate.hear(text).level >= Level.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "我很好你呢",
        "как у тебя дела сегодня",
        "مرحبا كيف حالك",
        "skrubatz plimfor grantibul wozzeck frumious",
    ],
)
def test_what_cannot_be_read_is_care(gate: Gate, text: str) -> None:
    assert gate.hear(text).signals == ("unreadable",)


@pytest.mark.parametrize(
    "text", ["hola, ¿cómo estás?", "ok 👍", "😂😂😂", "Müller café", "12:30", "", "   ", "?!"]
)
def test_what_needs_no_reading_is_calm(gate: Gate, text: str) -> None:
    assert gate.hear(text).level == Level.NONE


def test_spans_point_into_the_original_text(gate: Gate) -> None:
    text = "ok… 𝐢 want to\u200b die, honestly"
    [heard, *_] = [one for one in gate.hear(text).heard if one.rule == "want-to-die"]
    assert "want to\u200b die" in text[heard.start : heard.end]


def test_a_verdict_is_the_same_every_time(gate: Gate) -> None:
    text = "I can't do this anymore, my boyfriend hits me and I want to die"
    first = gate.hear(text)
    assert all(gate.hear(text).heard == first.heard for _ in range(5))


def test_policy_keeps_sections_it_does_not_know(gate: Gate) -> None:
    assert gate.policy.section("window")["messages"] >= 1
    assert gate.policy.section("no such section") == {}

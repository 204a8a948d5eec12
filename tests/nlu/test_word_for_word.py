"""What leads past a question of safety stands word for word only."""

import pytest

from rasa_plugins.word_for_word import says_only, words_of

KNOWN = {words_of(text) for text in ("It's healed", "no doctor needed", "I'm not hurt", "already treated")}


@pytest.mark.parametrize(
    "text",
    [
        "its healed",
        "It\u2019s healed!",
        "no, i'm not hurt. it's healed",
        "no im not hurt thanks",
        "no doctor needed",
        "it's healed and already treated",
        "ok, its healed now",
    ],
)
def test_known_words_are_known_with_small_ones_around_them(text: str) -> None:
    assert says_only(text, KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "thanks",
        "doctor needed",
        "it's not healed",
        "it's healed but it hurts",
        "i think it's healed",
        "not already treated",
        "i'm hurt",
        "i'm not hurt, maybe",
    ],
)
def test_anything_else_is_doubt(text: str) -> None:
    assert not says_only(text, KNOWN)

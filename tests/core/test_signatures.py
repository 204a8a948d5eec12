"""What is signed in the console is what the guard accepts, on every database, without a restart."""

from datetime import timedelta
from pathlib import Path

import pytest

from holdfast import signatures
from holdfast.content import Library
from holdfast.content.reviews import CHANGE
from holdfast.parts import DATA
from holdfast.review import signing
from holdfast.settings import Settings
from tests.core.house import House
from tests.review.signatures import person

SCRIPT = "utter_breathing_end"
UNIT = f"script/{SCRIPT}"


def test_a_signature_in_the_database_lets_the_words_out_and_a_wish_for_a_change_holds_them_back(
    house: House, tmp_path: Path
) -> None:
    today = house.parts.clock.now().date()
    library = Library.load(DATA, signed_only=True, today=lambda: today, reviews=tmp_path / "none")
    signer = person(3, signed=today, expires=today + timedelta(days=30))

    def decide(decision: str = "approve", *, trial: bool = False) -> None:
        made = signing.record(library.units[UNIT], signer, decision, "shorter", account="account-3")
        with house.parts.db.write() as tx:
            signatures.keep(tx, house.parts.clock, [made], trial=trial)
        signatures.refresh(house.parts.db, library.reviews, demo=False)

    assert not library.may_say(SCRIPT)
    decide(trial=True)
    assert not library.may_say(SCRIPT), "the demonstration's password signs nothing here"
    decide()
    assert library.may_say(SCRIPT)
    assert library.standing(library.units[UNIT]).until == today + timedelta(days=30)
    decide(CHANGE)
    assert not library.may_say(SCRIPT)


def test_a_database_that_cannot_be_read_is_said_and_one_that_is_not_there_is_not_made(
    house: House, tmp_path: Path
) -> None:
    library = Library.load(DATA)
    signatures.counted(library, Settings(data_dir=str(tmp_path / "none")))
    assert not (tmp_path / "none").exists()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "holdfast.db").write_text("this is no database, but long enough to be taken for one" * 20)
    with pytest.raises(signatures.CannotRead, match="is not known"):
        signatures.counted(library, Settings(data_dir=str(broken)))

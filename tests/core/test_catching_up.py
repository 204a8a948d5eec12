"""Texts that the provider has and we have not: taken in, gated and answered, once."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from holdfast.catching_up import FURTHEST, GRACE, OVERLAP, CatchingUp
from holdfast.delivery.twilio_account import Received
from holdfast.errors import TransientSendError
from holdfast.models import Message
from tests.core.house import House
from tests.core.phones import ADA, CALM, NOE, ROBIN, URGENT


class Account:
    """What the provider lists."""

    def __init__(self) -> None:
        self.held: list[Received] = []
        self.asked: list[datetime] = []
        self.away = False

    def text(self, sid: str, phone: str, words: str, ago_s: float = 60) -> None:
        at = datetime.now(UTC) - timedelta(seconds=ago_s)
        self.held.append(Received(sid, phone, words, 0, at))

    def received(self, since: datetime) -> list[Received]:
        self.asked.append(since)
        if self.away:
            raise TransientSendError("cannot connect", "connect")
        return sorted((one for one in self.held if one.at >= since), key=lambda one: one.at)


@pytest.fixture
def account() -> Account:
    return Account()


def look(house: House, account: Account) -> int:
    return CatchingUp(house.parts, account).look()  # type: ignore[arg-type]


def reference(house: House, sid: str) -> str:
    return f"{house.parts.settings.twilio_account_sid}:{sid}"


def test_a_text_that_never_came_is_gated_answered_and_handed_off_once(house: House, account: Account) -> None:
    account.text("SMlost", ADA, URGENT)
    assert look(house, account) == 1
    assert house.open(ADA).level == "urgent"
    house.work()
    assert any("988" in text for text in house.sender.to(ADA)), (
        "the words leave without waiting for a webhook"
    )
    assert house.sender.to(ROBIN)
    sent = len(house.sender.taken)
    assert look(house, account) == 0
    house.work()
    assert len(house.sender.taken) == sent


def test_what_came_by_its_webhook_is_left_alone_before_and_after(house: House, account: Account) -> None:
    house.text(ADA, URGENT, reference=reference(house, "SMcame"))
    account.text("SMcame", ADA, URGENT)
    account.text("SMlate", NOE, URGENT)
    assert look(house, account) == 1
    again = house.text(NOE, URGENT, reference=reference(house, "SMlate"))
    assert again.again
    with house.parts.db.read() as tx:
        query = sa.select(sa.func.count()).where(Message.sender == "person")
        assert tx.scalar(query) == 2


def test_a_text_that_may_still_come_by_itself_is_waited_for(house: House, account: Account) -> None:
    account.text("SMnew", ADA, URGENT, ago_s=GRACE.total_seconds() - 5)
    assert look(house, account) == 0
    assert house.escalation(ADA) is None


def test_texts_are_taken_in_in_the_order_in_which_they_were_written(house: House, account: Account) -> None:
    account.text("SM2", NOE, "second", ago_s=50)
    account.text("SM1", NOE, "first", ago_s=90)
    assert look(house, account) == 2
    with house.parts.db.read() as tx:
        query = sa.select(Message.reference).where(Message.sender == "person").order_by(Message.seq)
        assert list(tx.scalars(query)) == [reference(house, "SM1"), reference(house, "SM2")]


def test_an_answer_to_an_alert_counts_once(house: House, account: Account) -> None:
    house.text(ADA, URGENT)
    house.work()
    account.text("SMack", ROBIN, f"{house.open(ADA).code} A")
    look(house, account)
    look(house, account)
    assert len(house.events("acknowledged")) == 1
    house.work()
    assert len([text for text in house.sender.to(ROBIN) if "yours" in text]) == 1


def test_it_goes_on_from_where_it_stopped_and_not_from_further_back_than_a_day(
    house: House, account: Account
) -> None:
    now = datetime.now(UTC)
    look(house, account)
    assert now - account.asked[0] <= GRACE + OVERLAP + timedelta(seconds=5), (
        "a first start answers nothing old"
    )
    file = house.folder / "caught-up"
    file.write_text((now - timedelta(hours=3)).isoformat())
    look(house, account)
    assert timedelta(hours=3) <= now - account.asked[1] <= timedelta(hours=3, minutes=11)
    file.write_text((now - timedelta(days=9)).isoformat())
    look(house, account)
    assert now - account.asked[2] <= FURTHEST
    file.write_text("torn")
    look(house, account)
    assert now - account.asked[3] <= GRACE + OVERLAP + timedelta(seconds=5)


def test_while_the_provider_or_the_database_is_away_nothing_is_skipped(
    house: House, account: Account
) -> None:
    file = house.folder / "caught-up"
    look(house, account)
    before = file.read_text()
    account.text("SMaway", ADA, CALM)
    account.away = True
    with pytest.raises(TransientSendError):
        look(house, account)
    account.away = False
    with house.backend.locked(house.parts.db), pytest.raises(sa.exc.SQLAlchemyError):
        look(house, account)
    assert file.read_text() == before
    assert look(house, account) == 1

"""With nothing to save a message in, people are told all the same: at once, once, and truthfully."""

import re
from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from holdfast.callout import Callout
from holdfast.channels.door import Door
from holdfast.content import CannotSay
from holdfast.intake import Inbound
from holdfast.models import Responder
from holdfast.spool import Spool
from tests.core.house import House
from tests.core.phones import ADA, CALM, KIT, NOE, NOOR, ROBIN, URGENT


class Pages:
    """Takes pages, or not."""

    def __init__(self, takes: int = 1) -> None:
        self.takes = takes
        self.got: list[tuple[list[str], str]] = []

    def page(self, phones: Sequence[str], text: str) -> int:
        self.got.append((list(phones), text))
        return self.takes if phones else 0


def made(house: House, pages: Pages) -> Callout:
    return Callout(house.parts, pages)  # type: ignore[arg-type]


def ready(house: House, pages: Pages) -> Callout:
    callout = made(house, pages)
    callout.refresh()
    return callout


def wait(callout: Callout) -> None:
    if (thread := callout.page()) is not None:
        thread.join(10)


def test_a_risk_while_the_database_is_away_pages_who_is_on_call_once(house: House, spool: Spool) -> None:
    pages = Pages()
    callout = ready(house, pages)
    threads = []
    door = Door(house.parts, spool, callout)
    with house.backend.locked(house.parts.db):
        page = callout.page
        callout.page = lambda: threads.append(page())  # type: ignore[method-assign, assign, func-returns-value]
        door.take(Inbound("AC1:SM-c1", CALM, phone=NOE), "sms", "US")
        assert not threads
        door.take(Inbound("AC1:SM-c2", URGENT, phone=ADA), "sms", "US")
        door.take(Inbound("AC1:SM-c3", URGENT, phone=NOE), "sms", "US")
    for thread in filter(None, threads):
        thread.join(10)
    assert len(pages.got) == 1
    phones, words = pages.got[0]
    assert phones == [ROBIN, NOOR]
    assert not re.search(r"Ada|\+|on (its|the) way|has been (told|alerted)", words)
    assert len(words) <= 306, "two parts at most"


def test_a_disk_that_is_full_as_well_does_not_keep_people_from_being_told(house: House, spool: Spool) -> None:
    pages = Pages()
    callout = ready(house, pages)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    spool.keep = full  # type: ignore[method-assign]
    with house.backend.locked(house.parts.db):
        try:
            Door(house.parts, spool, callout).take(Inbound("AC1:SM-f1", URGENT, phone=ADA), "sms", "US")
        except OSError:
            pass
        else:
            raise AssertionError("Twilio must go on to its fallback")
    assert callout.page() is None, "it was paged just now"


def test_the_numbers_are_there_after_a_start_without_a_database_and_nobody_can_read_them(
    house: House,
) -> None:
    ready(house, Pages())
    kept = (house.folder / "on-call").read_bytes()
    assert ROBIN.encode() not in kept
    pages = Pages()
    with house.backend.locked(house.parts.db):
        wait(made(house, pages))
    assert pages.got[0][0] == [ROBIN, NOOR]


def test_a_change_of_the_rota_is_kept(house: House) -> None:
    pages = Pages()
    callout = ready(house, pages)
    with house.parts.db.write() as tx:
        tx.execute(sa.update(Responder).where(Responder.name == "Robin").values(position=99))
    callout.refresh()
    wait(made(house, pages))
    assert pages.got[0][0] == [KIT, NOOR]


def test_a_file_that_was_changed_is_not_used_and_stops_nothing(house: House) -> None:
    ready(house, Pages())
    file = house.folder / "on-call"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    pages = Pages()
    wait(made(house, pages))
    assert pages.got[0][0] == []


def test_a_page_that_reached_nobody_is_made_again_for_the_next_who_writes(house: House) -> None:
    pages = Pages(takes=0)
    callout = ready(house, pages)
    wait(callout)
    wait(callout)
    assert len(pages.got) == 2
    pages.takes = 1
    wait(callout)
    wait(callout)
    assert len(pages.got) == 3


def test_words_that_cannot_be_said_do_not_keep_the_page_back(house: House) -> None:
    class Mute:
        def render(self, *_: object) -> None:
            raise CannotSay("utter_page_spool", "unsigned")

    pages = Pages()
    ready(house, pages)
    house.parts = replace(house.parts, library=Mute())  # type: ignore[arg-type]
    wait(made(house, pages))
    assert pages.got[0][1] == "Holdfast: database away"


def test_numbers_from_the_settings_are_paged_as_well(house: House) -> None:
    pages = Pages()
    house.parts = replace(house.parts, settings=replace(house.parts.settings, page_to="+12025550198, "))
    wait(ready(house, pages))
    assert pages.got[0][0] == [ROBIN, NOOR, "+12025550198"]

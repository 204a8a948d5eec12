"""Texts that no token of ours signs: nothing is done on them, people are paged of many, and none is lost."""

import uuid
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.datastructures import ImmutableMultiDict

from holdfast.callout import SIGNATURES, Callout
from holdfast.channels import quarantine, twiml
from holdfast.channels.quarantine import BURST, Quarantine
from holdfast.channels.signed import Signed
from holdfast.keys import KeyRing
from holdfast.parts import Parts
from holdfast.settings import Settings
from holdfast.simulator.webhooks import signature
from tests.channels.front import PUBLIC_URL, TOKEN, Front, Phone

OURS, UNKNOWN = "AC" + "0" * 32, "ab" * 16
RISK = "I want to end my life"


def request(token: str = UNKNOWN, account: str = OURS, body: str = RISK) -> tuple[str, bytes, str]:
    form = {
        "MessageSid": "SM" + uuid.uuid4().hex,
        "AccountSid": account,
        "From": "+12025550177",
        "Body": body,
    }
    return "/sms/inbound", urlencode(form).encode(), signature(token, PUBLIC_URL + "/sms/inbound", form)


class Pages:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def kept(tmp_path: Path, pages: Pages) -> Quarantine:
    ring = KeyRing.parse(Settings(data_dir=str(tmp_path / "keys")).key_ring())
    return Quarantine(tmp_path / "quarantine", ring.own(), OURS, pages)


def names(kept: Quarantine) -> list[str]:
    return [one.name for one in kept._files()]


@pytest.mark.row(18, "a burst of requests in our account's name that nobody of ours signed")
def test_a_burst_in_our_name_pages_and_what_came_is_kept_sealed(kept: Quarantine, pages: Pages) -> None:
    for _ in range(BURST - 1):
        kept.refused(*request())
    assert pages.times == 0
    kept.refused(*request())
    assert pages.times == 1
    assert len(names(kept)) == BURST
    assert not any(b"life" in one.read_bytes() for one in kept._files())


def test_noise_in_other_names_is_neither_kept_nor_paged(kept: Quarantine, pages: Pages) -> None:
    for _ in range(BURST * 3):
        kept.refused(*request(account="AC" + "9" * 32))
        kept.refused("/sms/inbound", b"\xff" * 50, None)
        kept.refused("/sms/inbound", b"&".join([b"a=1"] * 1500), "x")
    assert (pages.times, names(kept)) == (0, [])


def test_reports_and_calls_count_for_a_burst_and_are_not_kept(kept: Quarantine, pages: Pages) -> None:
    form = urlencode({"AccountSid": OURS, "MessageSid": "SM1", "MessageStatus": "sent"}).encode()
    for _ in range(BURST):
        kept.refused("/sms/status?delivery=x", form, None)
    assert (pages.times, names(kept)) == (1, [])


def test_only_what_a_known_token_signs_is_handed_on_and_in_order(kept: Quarantine) -> None:
    for body in ("one", "two"):
        kept.refused(*request(body=body))
    kept.refused(*request(token="guess", body="forged"))
    taken: list[ImmutableMultiDict[str, str]] = []
    assert kept.readmit(twiml.Signatures([TOKEN], PUBLIC_URL), taken.append) == 0
    assert kept.readmit(twiml.Signatures([TOKEN, UNKNOWN], PUBLIC_URL), taken.append) == 2
    assert [form["Body"] for form in taken] == ["one", "two"]
    assert len(names(kept)) == 1, "what nobody signs stays where it is"


def test_it_has_an_end_in_number_and_in_time(kept: Quarantine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "MOST", 3)
    for _ in range(5):
        kept.refused(*request())
    assert len(names(kept)) == 3
    monkeypatch.setattr(quarantine, "KEEP_S", -1)
    assert kept.readmit(twiml.Signatures([UNKNOWN], PUBLIC_URL), lambda _: None) == 0
    assert names(kept) == []


def test_what_was_altered_on_disk_is_dropped(kept: Quarantine) -> None:
    kept.refused(*request())
    next(kept._files()).write_bytes(b"torn")
    assert kept.readmit(twiml.Signatures([UNKNOWN], PUBLIC_URL), lambda _: None) == 0
    assert names(kept) == []


def test_a_folder_that_cannot_be_written_changes_no_answer(tmp_path: Path, pages: Pages) -> None:
    (tmp_path / "file").write_text("")
    ring = KeyRing.parse(Settings(data_dir=str(tmp_path / "keys")).key_ring())
    Quarantine(tmp_path / "file" / "in", ring.own(), OURS, pages).refused(*request())


def test_the_page_says_what_is_wrong_and_nothing_of_anyone(tmp_path: Path) -> None:
    parts = Parts.assemble(Settings(data_dir=str(tmp_path), page_to="+12025550190"))
    got: list[tuple[list[str], str]] = []

    class Pager:
        def page(self, phones: list[str], text: str) -> int:
            got.append((phones, text))
            return 1

    callout = Callout(parts, Pager())  # type: ignore[arg-type]
    for _ in range(3):
        if (thread := callout.page(SIGNATURES)) is not None:
            thread.join(10)
    parts.db.close()
    assert [phones for phones, _ in got] == [["+12025550190"]], "once"
    assert "auth token" in got[0][1]


@pytest.mark.row(19, "the token changes at Twilio first; it is set here later")
def test_texts_refused_for_a_changed_token_are_taken_in_once_it_is_set(front: Front, phone: Phone) -> None:
    references = ["SM" + uuid.uuid4().hex for _ in range(2)]
    refused = [phone.text(RISK, sid=one, token=UNKNOWN) for one in references]
    assert {one.status_code for one in refused} == {403}
    of = [f"{OURS}:{one}" for one in references]
    assert [front.messages(one) for one in of] == [0, 0]
    told = replace(front.parts, settings=replace(front.parts.settings, twilio_next_auth_token=UNKNOWN))
    assert Signed(told, Pages()).readmit() == 2
    assert [front.messages(one) for one in of] == [1, 1]
    assert Signed(told, Pages()).readmit() == 0
    assert phone.text(RISK, sid=references[0]).status_code == 200
    assert front.messages(of[0]) == 1, "and it counts once, also when it comes again"

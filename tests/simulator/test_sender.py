"""The sender, through Twilio's SDK and over HTTP, against the simulated account."""

import logging
import socket
import threading
from dataclasses import replace

import pytest
from starlette.responses import Response

from holdfast.delivery import twilio_errors, twilio_http
from holdfast.delivery.twilio_sender import VALID_S, TwilioSender
from holdfast.errors import PermanentSendError, SendError, TransientSendError, UnknownOutcome

ANA = "+12025550101"


def test_a_text_arrives_and_is_reported(line):
    sid = line.sender.send(ANA, "hello", "d1")
    line.settle()
    assert line.thread() == [(False, "hello")]
    assert line.reports == [("d1", "queued"), ("d1", "sent"), ("d1", "delivered")]
    assert {one["MessageSid"] for one in line.got} == {sid}
    assert line.twilio.messages[sid].valid_s == VALID_S
    assert line.refused == 0


def test_a_messaging_service_sends_in_place_of_a_number(line):
    line.settings = replace(line.settings, twilio_from="MG" + "0" * 32)
    sid = line.sender.send(ANA, "hello", "d1")
    assert line.twilio.messages[sid].service == "MG" + "0" * 32


@pytest.mark.parametrize(
    ("to", "text", "code"),
    [("12", "hello", "21211"), (ANA, " ", "21602"), (ANA, "x" * 1601, "21617")],
)
def test_what_cannot_be_sent_is_permanent(line, to, text, code):
    with pytest.raises(PermanentSendError) as fault:
        line.sender.send(to, text, "d1")
    assert fault.value.code == code


def test_a_phone_that_said_stop_is_permanent_until_it_says_start(line):
    line.text("stop ")
    with pytest.raises(PermanentSendError) as fault:
        line.sender.send(ANA, "hello", "d1")
    assert fault.value.code == "21610"
    line.text("START")
    assert line.sender.send(ANA, "hello", "d2")


def test_a_sender_that_is_not_ours_is_permanent(line):
    line.settings = replace(line.settings, twilio_from="+12025550199")
    with pytest.raises(PermanentSendError):
        line.sender.send(ANA, "hello", "d1")


@pytest.mark.parametrize("code", sorted(twilio_errors.PERMANENT))
def test_every_permanent_code_is_permanent(code):
    assert isinstance(twilio_errors.for_answer(400, code), PermanentSendError)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (429, 20429, TransientSendError),
        (400, 21611, TransientSendError),
        (400, 30001, TransientSendError),
        (503, 20503, TransientSendError),
        (503, None, TransientSendError),
        (429, None, TransientSendError),
        (500, 20500, UnknownOutcome),
        (500, None, UnknownOutcome),
        (502, None, UnknownOutcome),
        (504, None, UnknownOutcome),
        (302, None, UnknownOutcome),
        (400, 99999, PermanentSendError),
        (404, 20404, PermanentSendError),
    ],
)
def test_each_answer_has_its_class(line, status, code, kind):
    line.twilio.faults.refuse(status, code or 0)
    with pytest.raises(SendError) as fault:
        line.sender.send(ANA, "hello", "d1")
    assert type(fault.value) is kind
    assert line.thread() == []


def test_accepted_and_then_failed_is_unknown_and_found(line):
    line.twilio.faults.fail_after_accepting()
    sender = line.sender
    with pytest.raises(UnknownOutcome):
        sender.send(ANA, "hello", "d1")
    assert sender.find(ANA, "hello", "d1") == line.twilio.thread(ANA)[0].sid


def test_what_was_never_taken_is_not_found(line):
    sender = line.sender
    sender.send(ANA, "another", "d0")
    line.twilio.faults.refuse(500, 20500)
    with pytest.raises(UnknownOutcome):
        sender.send(ANA, "hello", "d1")
    assert sender.find(ANA, "hello", "d1") is None


def test_the_same_words_of_another_delivery_are_not_mistaken_for_it(line):
    sender = line.sender
    sender.send(ANA, "hello", "d0")
    line.twilio.faults.refuse(500, 20500)
    with pytest.raises(UnknownOutcome):
        sender.send(ANA, "hello", "d1")
    assert sender.find(ANA, "hello", "d1") is None


def test_a_later_process_finds_what_an_earlier_one_sent(line):
    sid = line.sender.send(ANA, "hello", "d1")
    assert line.sender.find(ANA, "hello", "d1") == sid


def test_an_answer_that_is_too_late_is_unknown(line, monkeypatch):
    monkeypatch.setattr(twilio_http, "READ_S", 0.2)
    line.twilio.faults.slow(1)
    with pytest.raises(UnknownOutcome):
        line.sender.send(ANA, "hello", "d1")
    assert line.thread() == [(False, "hello")]


def test_a_refused_connection_is_transient(line):
    sender = TwilioSender(line.settings, f"http://127.0.0.1:{_closed_port()}")
    with pytest.raises(TransientSendError):
        sender.send(ANA, "hello", "d1")
    with pytest.raises(TransientSendError):
        sender.find(ANA, "hello", "d1")


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nnot{}", b"HTTP/1.1 2"]
)
def test_a_connection_lost_after_the_request_is_unknown(line, answer):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_read_and_close, args=(listening, answer), daemon=True).start()
        sender = TwilioSender(line.settings, f"http://127.0.0.1:{listening.getsockname()[1]}")
        with pytest.raises(UnknownOutcome):
            sender.send(ANA, "hello", "d1")


def test_a_look_up_that_fails_says_to_try_again(line):
    line.settings = replace(line.settings, twilio_auth_token="wrong")
    with pytest.raises(TransientSendError):
        line.sender.find(ANA, "hello", "d1")


def test_the_next_token_is_used_when_the_current_one_is_not_known_any_more(line):
    token = line.settings.twilio_auth_token
    line.settings = replace(line.settings, twilio_auth_token="old", twilio_next_auth_token=token)
    assert line.sender.send(ANA, "hello", "d1").startswith("SM")


def test_many_threads_send_at_once(line):
    sender = line.sender
    threads = [threading.Thread(target=sender.send, args=(ANA, f"text {n}", f"d{n}")) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {body for _, body in line.thread()} == {f"text {n}" for n in range(20)}


def test_neither_text_nor_number_is_logged_or_raised(line, caplog):
    canary, number = "canary words", "+12025550177"
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "twilio")
    said = []
    for act in (line.twilio.faults.fail_after_accepting, lambda: line.twilio.faults.refuse(400, 21211)):
        act()
        with pytest.raises(SendError) as fault:
            line.sender.send(number, canary, "d1")
        said.append(repr(fault.value))
    line.sender.find(number, canary, "d1")
    line.answer = lambda _: Response("no", 500)
    line.text(canary, number)
    logged = caplog.text + "".join(said)
    assert canary not in logged
    assert number[1:] not in logged


def _closed_port() -> int:
    with socket.socket() as briefly:
        briefly.bind(("127.0.0.1", 0))
        return int(briefly.getsockname()[1])


def _read_and_close(listening: socket.socket, answer: bytes) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(answer)

"""`holdfast screen` answers every line in order, whatever it is fed, in constant memory."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.risk.conftest import DATA

pytestmark = pytest.mark.slow

ROOT = DATA.parents[1]
COMMAND = [sys.executable, "-m", "holdfast.risk.screen"]


def _screened(given: bytes, *flags: str) -> list[dict[str, object]]:
    ran = subprocess.run(
        [*COMMAND, *flags], input=given, cwd=ROOT, capture_output=True, timeout=120, check=True
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_lines_come_back_in_order_with_what_they_held() -> None:
    rows = [{"text": "I want to die", "id": 1, "more": {"a": [1]}}, {"id": 2, "text": "play some music"}]
    out = _screened(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
    assert [row["id"] for row in out] == [1, 2]
    assert [row["level"] for row in out] == ["urgent", "none"]
    assert out[0]["signals"] == ["suicidal_thought"] and out[0]["more"] == {"a": [1]}
    assert all(isinstance(row["micros"], int) for row in out)


def test_bad_lines_are_reported_on_their_line() -> None:
    bad = [
        b'{"text": ', b"", b"[1, 2]", b'"text"', b"null", b'{"text": 3}', b'{"no": "text"}', b'{"text": null}', b"\x00\x00", b"\xff\xfe{",  # noqa: E501
        b"[" * 100_000, b'{"text": "' + b"x" * (5 << 20) + b'"}', b"NaN", b"1" * 10_000,
    ]  # fmt: skip
    fine = b'{"text": "I want to die"}'
    out = _screened(b"\n".join([*bad, fine]))
    assert len(out) == len(bad) + 1
    assert all(row["level"] is None and row["error"] for row in out[:-1])
    assert out[-1]["level"] == "urgent"


def test_odd_texts_are_screened() -> None:
    odd = [b'{"text": "I want to die\\u0000"}', b'{"text": "I want to die \\ud800"}', b'{"text": ""}', b'{"text": "I want to d\xc3\xafe"}', b'\xef\xbb\xbf{"text": "I want to die"}\r']  # fmt: skip  # noqa: E501
    assert [row["level"] for row in _screened(b"\n".join(odd))] == [
        "urgent",
        "urgent",
        "none",
        "urgent",
        "urgent",
    ]


def test_a_line_of_a_megabyte_is_screened() -> None:
    text = "I want to die. " + "the weather was nice today. " * 37_000
    assert _screened(json.dumps({"text": text}).encode())[0]["level"] == "urgent"


def test_explain_names_rules_and_spans() -> None:
    [row] = _screened(b'{"text": "well, I want to die"}', "--explain")
    assert {
        "signal": "suicidal_thought",
        "rule": "want-to-die",
        "level": "urgent",
        "start": 8,
        "end": 19,
    } in row["heard"]  # type: ignore[operator]


def test_broken_rules_end_it_with_a_reason(tmp_path) -> None:  # type: ignore[no-untyped-def]
    ran = subprocess.run(  # noqa: PLW1510
        [*COMMAND, "--data", str(tmp_path)], input=b"", cwd=ROOT, capture_output=True, timeout=60
    )
    assert ran.returncode == 2
    assert b"policy.yml" in ran.stderr


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_many_lines_take_no_more_memory_than_few() -> None:
    def peak(count: int) -> int:
        code = f"import sys; from holdfast.risk.screen import main; main([]); print([l for l in open('/proc/self/status') if l.startswith('VmHWM')][0].split()[1], file=sys.stderr)"  # noqa: E501, F541
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip  # noqa: E501
        assert process.stdin and process.stderr
        feeder = threading.Thread(target=_feed, args=(process.stdin, count))
        feeder.start()
        said = process.stderr.read()
        feeder.join()
        return int(said.split()[-1])

    few, many = peak(3_000), peak(30_000)
    assert many - few < 20_000, "kilobytes more for ten times the lines"
    assert many < 250_000


def _feed(pipe, count: int) -> None:  # type: ignore[no-untyped-def]
    for line in _lines(count):
        pipe.write(line)
    pipe.close()


def _lines(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield b'{"text": "note %d about qz%dx and plim%d"}\n' % (number, number, number * 7)

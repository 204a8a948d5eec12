"""Public talk is read as its makers publish it, and the same sample each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from holdfast.risk import public, train


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One small file of each source."""
    for name in ("goemotions", "banking77", "taskmaster"):
        (tmp_path / name).mkdir()
    rows = ['That "quote" never ends\t27\tid1', "ok\t27\tid2", f"{'long ' * 80}\t27\tid3"]
    (tmp_path / "goemotions" / "train.tsv").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "banking77" / "test.csv").write_text(
        'text,category\n"My card, is it lost?",lost_card\n', encoding="utf-8"
    )
    said = [{"speaker": "USER", "text": "Two tickets please"}, {"speaker": "ASSISTANT", "text": "For when?"}]
    (tmp_path / "taskmaster" / "data.json").write_text(json.dumps([{"utterances": said}]), encoding="utf-8")
    return tmp_path


def test_each_source_is_read_and_what_fits_no_message_left_out(folder: Path) -> None:
    assert public.talk(folder) == ['That "quote" never ends', "My card, is it lost?", "Two tickets please"]


def test_a_source_that_is_not_there_is_left_out(folder: Path) -> None:
    (folder / "banking77" / "test.csv").unlink()
    assert public.talk(folder) == ['That "quote" never ends', "Two tickets please"]


def test_the_sample_is_the_same_each_time_and_no_larger_than_it_may_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"line number {number}\t0\tid" for number in range(50)]
    (folder / "goemotions" / "train.tsv").write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.setitem(public._MOST, "goemotions", 10)
    first = public.talk(folder)
    assert len(first) == 12
    assert public.talk(folder) == first


@pytest.mark.parametrize("absent", ["--messages", "--public"])
def test_without_either_folder_nothing_is_trained(
    tmp_path: Path, absent: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"--data": tmp_path, "--messages": tmp_path, "--public": tmp_path, absent: tmp_path / "nowhere"}
    assert train.main([str(part) for pair in given.items() for part in pair]) == 1
    assert "nowhere; the committed weights stay" in capsys.readouterr().err

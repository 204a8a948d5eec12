"""The sheet that a clinician reads, ticks and returns; in a browser, from a file, without a network."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from holdfast.content.reviews import ASKED, HALF
from holdfast.errors import HoldfastError
from holdfast.review import paper
from tests.review.conftest import Clinic

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def sheet(clinic: Clinic, tmp_path: Path) -> Path:
    path = tmp_path / "sheet.html"
    assert clinic.run("sheet", "--out", str(path))[0] == 0
    return path


def test_the_sheet_shows_words_as_the_person_gets_them(sheet: Path) -> None:
    page = sheet.read_text()
    for shown in (
        "<h4>In the web chat</h4>", "<h4>As a text message</h4>", "<h4>On a locked phone</h4>",
        "1 Breathe", "Call 911 now.", "Where it is used", "data/exercises/hello.yml:4",
        "Error of the word check: missing twin", "reading grade", "Said first.", "two reviewers",
    ):  # fmt: skip
        assert shown.lower() in page.lower(), shown
    assert "I am a program. &lt;b&gt;" in page, "words are words, not markup"
    assert "https://" not in page.replace("https://www.w3.org", "")


def test_nothing_on_the_sheet_says_that_somebody_has_reviewed_it(sheet: Path) -> None:
    assert "unsigned" in sheet.read_text()
    assert 'class="state">signed' not in sheet.read_text()


def test_a_pdf_without_a_browser_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "BROWSERS", ("no-such-browser",))
    with pytest.raises(HoldfastError, match="print it from any browser"):
        paper.write(tmp_path / "sheet.pdf", "<p>")


@pytest.mark.slow
@pytest.mark.needs("chromium")
def test_a_pdf_is_printed_when_there_is_a_browser(clinic: Clinic, tmp_path: Path) -> None:
    clinic.run("sheet", "--topic", "calm", "--out", str(tmp_path / "sheet.pdf"))
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


@pytest.fixture
def page(sheet: Path) -> Iterator[Page]:
    """The sheet, opened as a file; any request beyond it is an error."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(accept_downloads=True)
        beyond: list[str] = []
        page.on(
            "request",
            lambda one: beyond.append(one.url) if not one.url.startswith(("file:", "blob:")) else None,
        )
        page.goto(sheet.as_uri())
        yield page
        assert beyond == []
        browser.close()


@pytest.mark.slow
@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, "nothing runs out of a narrow screen"


@pytest.mark.slow
@pytest.mark.needs("chromium")
def test_what_is_ticked_comes_back_as_a_file_and_is_taken_in(
    page: Page, clinic: Clinic, tmp_path: Path
) -> None:
    page.get_by_role("group", name="utter_safe").get_by_label("Approve").check()
    bye = page.get_by_role("group", name="utter_bye")
    bye.get_by_label("Ask for a change").check()
    bye.get_by_label("What should change").fill("Say when.")
    assert page.get_by_role("status").inner_text() == "2 decided, 1 of them ask for a change."
    page.get_by_label("Name", exact=True).fill("Test Reviewer 1")
    page.get_by_label("Registration").fill("TEST-1")
    page.get_by_label("Role").fill("a test")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save").click()
    path = tmp_path / "returned-sheet.json"
    saved.value.save_as(path)
    assert len(json.loads(path.read_text())["decisions"]) == 2
    assert clinic.run("import", str(path))[0] == 0
    assert (clinic.state("script/utter_safe"), clinic.state("script/utter_bye")) == (HALF, ASKED)


@pytest.mark.slow
@pytest.mark.needs("chromium")
def test_without_a_name_nothing_is_saved(page: Page) -> None:
    page.get_by_role("group", name="utter_safe").get_by_label("Approve").check()
    page.get_by_role("button", name="Save").click()
    assert page.evaluate("document.activeElement.name") == "name"

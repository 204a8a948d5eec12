"""The page and the built file: a strict policy holds, nothing comes from elsewhere, the source builds it."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.widget.chat_service import ChatService
from tests.widget.conftest import Watched, bubbles, say

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "holdfast" / "channels" / "static" / "holdfast-chat.js"


@pytest.mark.slow
@pytest.mark.needs("chromium")
def test_the_page_breaks_no_policy_and_asks_only_its_own_service(
    page: Page, service: ChatService, watched: Watched
) -> None:
    page.add_init_script(
        "window.broken = []; addEventListener('securitypolicyviolation', (it) => broken.push(it.blockedURI))"
    )
    page.goto(service.url)
    say(page, "risk")
    expect(page.locator("holdfast-chat .card")).to_be_visible()
    page.get_by_role("button", name="Breathing").click()
    page.get_by_role("button", name="Start").click()
    page.wait_for_timeout(1_200)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save a copy").click()
    assert "You: risk" in saved.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="Clear chat").click()
    expect(bubbles(page)).to_have_count(1)
    assert page.evaluate("window.broken") == []
    assert watched.complaints == []
    assert {urlsplit(url).netloc for url in watched.requests if url.startswith("http")} == {
        urlsplit(service.url).netloc
    }


@pytest.mark.slow
@pytest.mark.needs("chromium")
def test_the_demo_says_what_it_is(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(page.get_by_text("This is a demonstration.")).to_be_visible()
    expect(page.get_by_text("is fictional")).to_be_visible()
    expect(page.get_by_text("drafts, not yet reviewed by a clinician")).to_be_visible()
    expect(page.get_by_role("link", name="Simulated phones")).to_have_attribute("href", "/phone")
    expect(page.get_by_role("link", name="Console")).to_have_attribute("href", "/console")


@pytest.mark.slow
@pytest.mark.needs("chromium")
def test_a_page_of_another_origin_embeds_it(page: Page, service: ChatService, watched: Watched) -> None:
    away = ChatService()
    away.embedded_by = service.url
    away.start()
    try:
        page.goto(f"{service.url}/clinic?service={away.url}")
        say(page, "hello")
        expect(bubbles(page)).to_have_count(3)
        assert watched.complaints == []
        assert not service.conversations
        page.get_by_role("link", name="Leave this page").click()
        page.wait_for_url(f"{away.url}/neutral")
        page.goto(f"{service.url}/neutral")
        assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    finally:
        away.stop()


def test_the_built_file_is_within_its_budget() -> None:
    assert len(gzip.compress(BUILT.read_bytes(), 9)) <= 25 * 1024


def test_the_built_file_names_no_other_host() -> None:
    hosts = set(re.findall(r"https?://([\w.-]+)", BUILT.read_text(encoding="utf-8")))
    assert hosts <= {"www.w3.org"}


def test_the_lock_file_names_no_registry() -> None:
    assert "resolved" not in (ROOT / "widget" / "package-lock.json").read_text(encoding="utf-8")


def test_the_translation_has_the_words_of_the_first_language_and_says_that_it_is_a_draft() -> None:
    folder = ROOT / "widget" / "src" / "words"
    first = json.loads((folder / "en.json").read_text(encoding="utf-8"))
    other = json.loads((folder / "es.json").read_text(encoding="utf-8"))
    assert other.pop("_note").startswith("Draft. Nobody has reviewed")
    assert list(other) == list(first)
    blanks = re.compile(r"\{\w+\}")
    assert {key: set(blanks.findall(text)) for key, text in other.items()} == {
        key: set(blanks.findall(text)) for key, text in first.items()
    }


def test_no_word_of_the_widget_is_left_unused() -> None:
    words = json.loads((ROOT / "widget" / "src" / "words" / "en.json").read_text(encoding="utf-8"))
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "widget" / "src").glob("*.ts"))
    composed = ("who_", "late_", "pacer_in", "pacer_out", "pacer_hold")
    unused = [key for key in words if f'"{key}"' not in source and not key.startswith(composed)]
    assert unused == []


@pytest.mark.slow
@pytest.mark.needs("npm")
def test_the_source_builds_the_file_that_is_shipped(tmp_path: Path) -> None:
    if not (ROOT / "widget" / "node_modules").is_dir():
        pytest.skip("the widget's tools are not installed (npm ci in widget/)")
    shutil.copytree(
        ROOT / "widget", tmp_path / "widget", symlinks=True, ignore=shutil.ignore_patterns("node_modules")
    )
    (tmp_path / "widget" / "node_modules").symlink_to(ROOT / "widget" / "node_modules")
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data" / "crisis_lines.yml", tmp_path / "data")
    shutil.copytree(ROOT / "data" / "exercises", tmp_path / "data" / "exercises")
    npm = shutil.which("npm") or "npm"
    ran = subprocess.run(
        [npm, "run", "build"],
        cwd=tmp_path / "widget",
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (
        tmp_path / "holdfast" / "channels" / "static" / "holdfast-chat.js"
    ).read_bytes() == BUILT.read_bytes()


@pytest.mark.slow
@pytest.mark.needs("npm")
def test_the_parts_of_the_widget_pass_their_own_tests() -> None:
    if not (ROOT / "widget" / "node_modules").is_dir():
        pytest.skip("the widget's tools are not installed (npm ci in widget/)")
    ran = subprocess.run(
        [shutil.which("npm") or "npm", "test"],
        cwd=ROOT / "widget",
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr

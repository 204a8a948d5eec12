"""The widget beside deep-chat and the Bot Framework Web Chat, in one run: `python -m bench.widgets`.

First `npm ci --prefix widget/bench`. The three take turns, RUNS times each, in a fresh browser context with an empty
cache and a processor slowed down four times; what is printed is the median, as a table for docs/widget-comparison.md.
"""

import shutil
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

from bench.widget_pages import MODULES, PAGES, app
from tests.widget.chat_service import ChatService

RUNS = 5
SLOWER = 4
MESSAGES = ("hello", "one more")
NAMES = {
    "holdfast": "`<holdfast-chat>`",
    "deep-chat": "deep-chat",
    "botframework": "Bot Framework Web Chat (minimal)",
}
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

# Ready: the box to write in is there, wide enough to be hit, and two frames later the page still answers.
WATCH = """
window.hfDeep = function* (root) {
  for (const node of root.querySelectorAll('*')) {
    yield node;
    if (node.shadowRoot) yield* window.hfDeep(node.shadowRoot);
  }
};
window.hfBox = () => {
  for (const node of window.hfDeep(document)) {
    if (!node.matches('textarea, input[type=text], [contenteditable=true]') || node.disabled) continue;
    if (node.getBoundingClientRect().width > 60) return node;
  }
  return null;
};
window.hfReady = null;
(function look() {
  if (window.hfBox()) {
    requestAnimationFrame(() => requestAnimationFrame(() => { window.hfReady = performance.now() }));
  } else setTimeout(look, 10);
})();
"""
# What is put into a live region, in whichever shadow tree; a region that is not live says nothing.
LISTEN = """() => {
  window.hfSaid = [];
  const live = (node) => {
    for (let at = node; at; at = at.parentElement ?? at.getRootNode().host) {
      const implied = { log: 'polite', status: 'polite', alert: 'assertive' }[at.getAttribute?.('role')];
      const how = at.getAttribute?.('aria-live') ?? implied;
      if (how) return how !== 'off';
    }
    return false;
  };
  const hear = (root) => new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) {
      if (live(change.target) || (node.nodeType === 1 && live(node))) window.hfSaid.push(node.textContent);
    }
  }).observe(root, { subtree: true, childList: true, characterData: true });
  hear(document);
  for (const node of window.hfDeep(document)) if (node.shadowRoot) hear(node.shadowRoot);
}"""


@dataclass
class Seen:
    """What one load of one page came to."""

    ready_ms: float = 0
    bytes: int = 0
    requests: int = 0
    elsewhere: int = 0
    violations: int = 0
    places: int = 0
    said: list[int] = field(default_factory=list)


def look(browser: Browser, base: str, name: str) -> Seen:
    """Load, measure, write two messages and listen."""
    seen, context = Seen(), browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    asked: list[Request] = []

    def ask(request: Request) -> None:
        asked.append(request)

    page.on("request", ask)
    page.route(lambda url: urlsplit(url).netloc != urlsplit(base).netloc, lambda route: route.abort())
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Network.enable")
    loaded: list[float] = []
    session.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    page.add_init_script(WATCH)
    page.goto(f"{base}/{name}", wait_until="commit", timeout=120_000)
    page.wait_for_function("window.hfReady !== null", timeout=120_000)
    seen.ready_ms = page.evaluate("window.hfReady")
    page.wait_for_timeout(2_500)  # what a page still fetches by itself belongs to it
    seen.bytes = int(sum(loaded))
    seen.requests = len(asked)
    seen.elsewhere = sum(urlsplit(one.url).netloc != urlsplit(base).netloc for one in asked)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.evaluate(LISTEN)
    for text in MESSAGES:
        _say(page, text)
        page.wait_for_timeout(2_500)
    said = page.evaluate("window.hfSaid")
    answers = [f"Thank you for telling me. ({len(text)})" for text in MESSAGES]
    seen.said = [sum(answer in one for one in said) for answer in answers]
    found = Axe().run(page, options=WCAG).response["violations"]
    seen.violations, seen.places = len(found), sum(len(one["nodes"]) for one in found)
    context.close()
    return seen


def _say(page: Page, text: str) -> None:
    page.evaluate("window.hfBox().focus()")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def main() -> int:
    """Print the table."""
    if not MODULES.is_dir():
        print("bench: first npm ci --prefix widget/bench", file=sys.stderr)
        return 2
    service = ChatService()
    server = uvicorn.Server(
        uvicorn.Config(app(service), host="127.0.0.1", port=0, log_level="error", lifespan="off")
    )
    service._server = server  # its streams end with this one
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    found: dict[str, list[Seen]] = {name: [] for name in PAGES}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for turn in range(RUNS + 1):
            for name in PAGES:
                seen = look(browser, base, name)
                print(f"{name} {turn}: {seen}", file=sys.stderr, flush=True)
                if turn:  # the first round only warms up browser and server
                    found[name].append(seen)
        browser.close()
    server.should_exit = True
    thread.join(10)
    print(
        "| | bytes | requests (to others) | ready, ms | axe: rules broken (places) | times each answer was announced |"
    )
    print("|---|---:|---:|---:|---:|---|")
    for name, runs in found.items():
        one, ready = runs[-1], statistics.median(run.ready_ms for run in runs)
        spread = f"{min(run.ready_ms for run in runs):.0f} to {max(run.ready_ms for run in runs):.0f}"
        print(
            f"| {NAMES[name]} | {one.bytes:,} | {one.requests} ({one.elsewhere}) | {ready:.0f} ({spread}) | "
            f"{one.violations} ({one.places}) | {', '.join(map(str, one.said))} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

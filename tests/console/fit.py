"""What every page of the console keeps to, wherever it is looked at."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# What is pressed or typed into; a box to tick is as large as its label.
TARGETS = "a:not(.skip), button, summary, select, input:not([type=hidden], [type=checkbox]), textarea, .check, .choice"
SMALLEST = 44
_HEIGHTS = "all => all.filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)"
_WIDE = """[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth)
    .map(e => e.outerHTML.slice(0, 120))"""


def check(page: Page) -> None:
    """axe finds nothing, nothing is wider than the screen, and nothing to press is smaller than a thumb.

    The context must be one that passes over the page's policy: axe is injected as a script, which it rightly refuses.
    """
    page.wait_for_load_state()
    found = Axe().run(page)
    assert found.violations_count == 0, (page.url, found.generate_report())
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wide, (page.url, page.evaluate(_WIDE)[:5])
    assert min(page.eval_on_selector_all(TARGETS, _HEIGHTS)) >= SMALLEST, page.url

"""Writes a page to a file; as PDF through Chromium, if it is there. Nothing is fetched."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from holdfast.errors import HoldfastError

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LONGEST_S = 300


def write(path: Path, text: str) -> None:
    """Raises HoldfastError when a PDF is asked for and no browser is there to print it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() != ".pdf":
        path.write_text(text, encoding="utf-8")
        return
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise HoldfastError("a PDF needs Chromium; write an .html file and print it from any browser instead")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(text, encoding="utf-8")
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile", f"--print-to-pdf={path.resolve()}", page.as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False)
    if done.returncode or not path.exists():
        raise HoldfastError(f"Chromium could not print the page (status {done.returncode})")

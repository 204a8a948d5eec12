"""The arguments of `holdfast review`."""

import argparse
from datetime import date
from pathlib import Path

from holdfast.content.reviews import STATES
from holdfast.content.unit import KINDS


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its verbs."""
    review = verbs.add_parser("review", help="list, show, sign and export what clinicians review")
    does = review.add_subparsers(dest="review", required=True, metavar="VERB")
    listed = does.add_parser("list", help="the state of every unit")
    _choose(listed)
    listed.add_argument("--json", action="store_true", help="as JSON")
    changed = does.add_parser("diff", help="what changed since it was signed")
    _choose(changed)
    sheet = does.add_parser("sheet", help="a page to read, tick and return (HTML; PDF with Chromium)")
    _choose(sheet)
    sheet.add_argument(
        "--out", type=Path, default=Path("review-sheet.html"), help="file to write (.html or .pdf)"
    )
    sheet.add_argument("--country", default="", help="whose crisis line is shown in the previews")
    sign = does.add_parser("sign", help="sign units under your name")
    _choose(sign)
    _signer(sign, required=True)
    sign.add_argument(
        "--yes", action="store_true", help="do not ask; for a reviewer who has read them elsewhere"
    )
    taken = does.add_parser("import", help="take in a returned sheet (JSON or CSV)")
    taken.add_argument("file", type=Path)
    _signer(taken, required=False)
    out = does.add_parser("export", help="everything that is signed, as a document (HTML or CSV)")
    out.add_argument(
        "--out", type=Path, default=Path("signed-words.html"),
        help="file to write (.html, .pdf or .csv; .yml: the decisions made in the console, as review records)",
    )  # fmt: skip


def _choose(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("units", nargs="*", metavar="UNIT", help="a name, or name:CODE from a sheet; none: all")
    verb.add_argument(
        "--state", choices=[state.replace(" ", "-") for state in STATES], help="only in this state"
    )
    verb.add_argument("--kind", choices=KINDS, help="only of this kind")
    verb.add_argument("--topic", help="only of this topic (or country, for lines)")
    verb.add_argument("--crisis", action="store_true", help="only what needs two reviewers")
    verb.add_argument(
        "--ends-within", type=int, metavar="DAYS", help="only signatures that end within so many days"
    )


def _signer(verb: argparse.ArgumentParser, *, required: bool) -> None:
    verb.add_argument("--name", required=required, help="the reviewer's name")
    verb.add_argument("--registration", default="", help="registration with a professional body")
    verb.add_argument("--role", required=required, help="such as consultant psychiatrist, or operator")
    verb.add_argument("--signed", type=date.fromisoformat, help="day of the signature; none: today")
    verb.add_argument("--expires", type=date.fromisoformat, help="day on which it ends; none: after a year")

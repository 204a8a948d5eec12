"""`holdfast review`: who signed which words, and the way to get them signed. docs/reviewing.md is for clinicians."""

import argparse

from holdfast.settings import Settings


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Run one of the verbs; its exit status."""
    from holdfast.review import commands  # noqa: PLC0415  (the parser alone must stay quick)

    return commands.run(settings, given)

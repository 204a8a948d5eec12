"""The `holdfast` command. Each verb loads only what it needs, so that `screen` and `run` start fast."""

import argparse
import sys
from pathlib import Path

from holdfast.errors import HoldfastError, SettingsError
from holdfast.review import arguments
from holdfast.settings import Settings


def main() -> int:
    """Run one command; its exit status. What goes wrong is one sentence a reason, on standard error."""
    if sys.argv[1:2] == ["screen"]:
        from holdfast.risk import screen

        return screen.main(sys.argv[2:])
    given = _parser().parse_args()
    try:
        return _do(given)
    except SettingsError as fault:
        for reason in fault.reasons:
            print(f"holdfast: {reason}", file=sys.stderr)
    except (HoldfastError, OSError) as fault:
        print(f"holdfast: {fault}", file=sys.stderr)
    return 2


def _do(given: argparse.Namespace) -> int:
    if given.verb in ("run", "watch"):
        return _run(Settings.read()) if given.verb == "run" else _watch(Settings.from_env(), given.port)
    settings = Settings.from_env() if given.verb != "review" else Settings.read()
    if given.verb == "review":
        from holdfast import review

        return review.run(settings, given)
    if given.verb == "talk":
        from holdfast import talk

        return talk.run(given.url, given.code)
    if given.verb in ("check", "twilio"):
        from holdfast import checkup, twilio_commands

        return checkup.run(settings) if given.verb == "check" else twilio_commands.run(settings, given.what)
    if given.verb == "rota":
        from holdfast import rota_commands

        return rota_commands.run(settings, given)
    from holdfast import clinic_commands

    return clinic_commands.run(settings, given)


def _watch(settings: Settings, port: int) -> int:
    from holdfast.watchdog import process

    return process.run(settings, port)


def _run(settings: Settings) -> int:
    """Start everything, unless something stands in the way. The demo finds the rest out while it starts."""
    if settings.faults() or not settings.demo:
        from holdfast import start

        if reasons := start.reasons(settings):
            raise SettingsError(reasons)
    from holdfast import supervisor

    return supervisor.run(settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="holdfast", description=__doc__.splitlines()[0] if __doc__ else None
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    verbs.add_parser("run", help="start service, Rasa and action server on this machine")
    watch = verbs.add_parser("watch", help="watch over a running service (run does so by itself)")
    watch.add_argument("--port", type=int, default=0, help="where the supervisor asks whether it lives")
    twilio = verbs.add_parser(
        "twilio", help="what Twilio answers while this machine is away; how the account is set"
    )
    twilio.add_argument(
        "what", choices=["bin", "check"], help="bin: print the TwiML Bins too; check: look at the account"
    )
    talk = verbs.add_parser(
        "talk", help="a conversation in the terminal, through the whole path of a running service"
    )
    talk.add_argument("--url", default="http://localhost:8000", help="address of the service")
    talk.add_argument("--code", help="one-time code of a person; in demo mode none is needed")
    verbs.add_parser("screen", help="JSON lines in, the same with level and signals out")
    verbs.add_parser("check", help="check words, reviews, crisis lines and settings")
    arguments.add(verbs)
    take = verbs.add_parser("import", help="take in a clinic file (docs/clinic-file.md)")
    take.add_argument("file", type=Path)
    verbs.add_parser("export", help="print a clinic file of everyone enrolled")
    for name, does in (
        ("invite", "print a one-time code for the web chat"),
        ("erase", "erase a person for good"),
    ):
        verb = verbs.add_parser(name, help=does)
        verb.add_argument("phone", help="the person's number, with country code")
    password = verbs.add_parser(
        "password", help="set a responder's password for the console; reads it from the terminal"
    )
    password.add_argument("phone", help="the responder's number, with country code")
    crisis = verbs.add_parser(
        "crisis-only", help="turn the whole service to crisis words only, or back, at once"
    )
    crisis.add_argument("state", choices=("on", "off"))
    rota = verbs.add_parser("rota", help="who is on call when: show or check it, or set it from a file")
    rota.add_argument("do", choices=("show", "check", "set"))
    rota.add_argument("file", type=Path, nargs="?", help="docs/rota.md says how it is written")
    return parser


if __name__ == "__main__":
    sys.exit(main())

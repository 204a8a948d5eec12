"""The `holdfast` command. Each verb loads only what it needs, so that `screen` and `run` start fast."""

import argparse
import sys
from pathlib import Path

from holdfast.errors import HoldfastError, SettingsError
from holdfast.review import arguments
from holdfast.settings import Settings

ROLES = ("responder", "clinician", "supervisor", "operator")


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
    looks = given.verb == "review" or (given.verb == "check" and given.production)
    settings = Settings.read() if looks else Settings.from_env()
    if given.verb == "review":
        from holdfast import review

        return review.run(settings, given)
    if given.verb == "talk":
        from holdfast import talk

        return talk.run(given.url, given.code)
    if given.verb in ("check", "twilio"):
        from holdfast import checkup, twilio_commands

        if given.verb == "twilio":
            return twilio_commands.run(settings, given.what)
        return (checkup.production if given.production else checkup.run)(settings)
    return _kept(settings, given)


def _kept(settings: Settings, given: argparse.Namespace) -> int:
    """What reads or changes the record."""
    from holdfast import account_commands, clinic_commands, report_command, rota_commands

    if given.verb == "report":
        return report_command.run(settings, given.month)
    if given.verb == "rota":
        return rota_commands.run(settings, given)
    if given.verb in ("account", "password"):
        return account_commands.run(settings, given)
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
    check = verbs.add_parser("check", help="check words, reviews, crisis lines and settings")
    check.add_argument(
        "--production", action="store_true", help="what still keeps this installation from production"
    )
    arguments.add(verbs)
    report = verbs.add_parser("report", help="a month in numbers, without anyone in it")
    report.add_argument(
        "month", nargs="?", default="", help="such as 2027-03; none: the month before this one"
    )
    take = verbs.add_parser("import", help="take in a clinic file (docs/clinic-file.md)")
    take.add_argument("file", type=Path)
    verbs.add_parser("export", help="print a clinic file of everyone enrolled")
    for name, does in (
        ("invite", "print a one-time code for the web chat, or to be texted from this phone"),
        ("erase", "erase a person for good"),
    ):
        verb = verbs.add_parser(name, help=does)
        verb.add_argument("phone", help="the person's number, with country code")
    account = verbs.add_parser(
        "account", help="print a link with which someone of the staff opens an account, or theirs anew"
    )
    account.add_argument("phone", help="their number, with country code")
    account.add_argument("--name", help="given for someone who is not on the staff yet")
    account.add_argument("--role", choices=ROLES, default="supervisor", help="of someone new (supervisor)")
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

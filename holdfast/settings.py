"""Settings, read once from the environment into one frozen object.

A missing or wrong setting stops the start, and all of them are named at once.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from holdfast.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "HOLDFAST_"


def _help(text: str, default: str = "") -> str:
    """A setting's default, with a line of help for `.env.example` and `holdfast check`."""
    value: str = field(default=default, metadata={"help": text})
    return value


@dataclass(frozen=True)
class Settings:
    """All settings, by the name of their environment variable without the prefix, in lower case."""

    mode: str = _help("demo or production", "demo")
    port: str = _help("port of the service; empty: 8000, else the next free one")
    reviews_dir: str = _help("folder with the records of who signed which words; empty: data/reviews")
    data_dir: str = _help("folder for everything written at run time", "var")
    database_url: str = _help(
        "postgresql://user@host/name or another SQLAlchemy URL; empty: SQLite in the data folder"
    )
    keys: str = _help("key ring, 'name:base64 of 32 bytes' separated by commas, newest first; demo makes one")
    public_url: str = _help("address that Twilio calls and signs, without a trailing slash")
    allowed_origins: str = _help("origins of pages that embed the widget, separated by commas")
    twilio_account_sid: str = _help("Twilio account; empty: simulated phones (demo only)")
    twilio_auth_token: str = _help("Twilio auth token that signs webhooks")
    twilio_next_auth_token: str = _help("second auth token while one is being rotated")
    twilio_from: str = _help("number or messaging service that sends")
    twilio_voice_from: str = _help("number that calls responders, with country code; empty: nobody is called")
    twilio_texts_each_second: str = _help(
        "texts that Twilio carries each second for the sender; empty: 1 for a North American number, else any"
    )
    twilio_api_base: str = _help("address of Twilio's REST API; empty: Twilio's own")
    region: str = _help("country, ISO 3166 two letters, of people whose country is not known; empty: unknown")
    rasa_url: str = _help("address of Rasa; set by the supervisor")
    rasa_token: str = _help("bearer token of Rasa's channel; set by the supervisor")
    rasa_deadline_s: str = _help("seconds that one turn may take in Rasa", "4")
    actions_url: str = _help("address of the action server, read by endpoints.yml; set by the supervisor")
    service_name: str = _help("what the service calls itself to people and their contacts", "Holdfast")
    deadman_url: str = _help("address outside that is called while all is well, and alarms when it is not")
    page_url: str = _help(
        "address that gets the watchdog's pages as JSON, of another provider; empty: texts alone"
    )
    page_to: str = _help("numbers that the watchdog pages by itself, separated by commas; empty: supervisors")
    metrics_token: str = _help("bearer token for /metrics; empty: nobody gets them")
    crash_file: str = _help("file that names where this process is to die; tests only, refused in production")
    clock_file: str = _help("file with a shift of the clock in seconds; tests only, refused in production")

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read them as they are; `faults` says what is wrong with them."""
        env = os.environ if environ is None else environ
        known = {
            name: env[PREFIX + name.upper()].strip() for name in cls.names() if PREFIX + name.upper() in env
        }
        return cls(**known)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read and check them. Raises SettingsError naming every fault at once."""
        settings = cls.read(environ)
        if reasons := settings.faults():
            raise SettingsError(reasons)
        return settings

    @classmethod
    def names(cls) -> list[str]:
        """Field names in order."""
        return list(cls.__dataclass_fields__)

    def faults(self) -> list[str]:
        """Every reason why a start must be refused; empty when there is none."""
        reasons = []
        if self.mode not in ("demo", "production"):
            reasons.append("HOLDFAST_MODE must be demo or production")
        if self.port and not (self.port.isdigit() and 0 < int(self.port) < 65536):
            reasons.append("HOLDFAST_PORT must be a port number")
        if not _is_seconds(self.rasa_deadline_s):
            reasons.append("HOLDFAST_RASA_DEADLINE_S must be a number of seconds above 0")
        if self.region and not (len(self.region) == 2 and self.region.isalpha()):
            reasons.append("HOLDFAST_REGION must be a two-letter country code")
        given = [bool(self.twilio_account_sid), bool(self.twilio_auth_token), bool(self.twilio_from)]
        if any(given) and not (all(given) and self.public_url) and self.mode != "production":
            reasons.append(
                "HOLDFAST_TWILIO_ACCOUNT_SID, _AUTH_TOKEN, _FROM and HOLDFAST_PUBLIC_URL go together: give all four"
            )
        if self.twilio_voice_from and not re.fullmatch(r"\+[1-9][0-9]{6,14}", self.twilio_voice_from):
            reasons.append("HOLDFAST_TWILIO_VOICE_FROM must be a number with its country code, or empty")
        if self.twilio_texts_each_second and not self.twilio_texts_each_second.isdecimal():
            reasons.append("HOLDFAST_TWILIO_TEXTS_EACH_SECOND must be a whole number (0: no limit), or empty")
        if self.mode == "production":
            needed = ("keys", "public_url", "twilio_account_sid", "twilio_auth_token", "twilio_from")
            reasons += [f"HOLDFAST_{name.upper()} is not set" for name in needed if not getattr(self, name)]
            given_for_tests = [name for name in ("crash_file", "clock_file") if getattr(self, name)]
            reasons += [f"HOLDFAST_{name.upper()} is for tests and must be empty" for name in given_for_tests]
        return reasons

    @property
    def folder(self) -> Path:
        """The data folder, as an absolute path."""
        path = Path(self.data_dir).expanduser()
        return path if path.is_absolute() else ROOT / path

    @property
    def reviews(self) -> Path:
        """The folder with the review records, as an absolute path."""
        path = Path(self.reviews_dir or "data/reviews").expanduser()
        return path if path.is_absolute() else ROOT / path

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        scheme, _, rest = self.database_url.partition("://")
        if scheme in ("postgres", "postgresql"):
            return f"postgresql+psycopg://{rest}"
        return self.database_url or f"sqlite:///{self.folder / 'holdfast.db'}"

    @property
    def simulated(self) -> bool:
        """Whether phones are simulated because no Twilio account is given."""
        return not self.twilio_account_sid

    @property
    def behind_simulator(self) -> bool:
        """Whether the account is the one that `with_simulator` made: no text reaches a real phone."""
        return self.twilio_api_base.endswith("/simulator")

    @property
    def calls(self) -> bool:
        """Whether responders are called besides being texted."""
        return bool(self.twilio_voice_from)

    @property
    def sender(self) -> Literal["twilio", "simulator"]:
        """Who carries text messages."""
        return "simulator" if self.simulated else "twilio"

    def with_simulator(self, port: int) -> "Settings":
        """These settings with simulated phones: the service's own address, and an account that follows from the keys.

        So service and watchdog know the same account without telling each other.
        """
        base = f"http://127.0.0.1:{port}"
        made = [
            hmac.digest(self.key_ring().encode(), name, hashlib.sha256).hex()[:32]
            for name in (b"sid", b"token")
        ]
        return replace(
            self, public_url=base, twilio_account_sid="AC" + made[0], twilio_auth_token=made[1],
            twilio_from="+12025550100", twilio_voice_from="+12025550100", twilio_api_base=f"{base}/simulator",
        )  # fmt: skip

    @property
    def demo(self) -> bool:
        """Whether this is a demonstration with fictional people and unreviewed words."""
        return self.mode == "demo"

    def key_ring(self) -> str:
        """The key ring's text; in demo mode one is made in the data folder at first use, readable by its owner.

        Raises SettingsError in production when none is given.
        """
        if self.keys:
            return self.keys
        if not self.demo:
            raise SettingsError(["HOLDFAST_KEYS is not set"])
        path = self.folder / "keys.txt"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write("demo:" + base64.b64encode(secrets.token_bytes(32)).decode())
        return path.read_text().strip()


def _is_seconds(text: str) -> bool:
    try:
        return float(text) > 0
    except ValueError:
        return False

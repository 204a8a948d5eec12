"""A clinic file: people with their plans and contacts, and the responders. The schema is docs/clinic-file.md."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from holdfast.errors import ClinicFileError
from holdfast.plans import agreed
from holdfast.plans.place import Place
from holdfast.plans.recall import STEPS

NOTIFY_FROM = ("care", "urgent", "emergency", "tap")
ROLES = ("responder", "clinician", "supervisor", "operator")
MAX_BYTES = 5_000_000


@dataclass(frozen=True)
class PlanLine:
    """One line of a plan; `phone` only where the step holds people."""

    words: str
    phone: str | None = None


@dataclass(frozen=True)
class ContactRecord:
    """A contact as the clinic recorded it. `paused` None: as it was."""

    name: str
    phone: str
    accepted: bool
    notify_from: str
    hours: str | None = None
    accepted_on: datetime | None = None
    paused: bool | None = None


@dataclass(frozen=True)
class PersonRecord:
    """A person with plan and contacts. `plan` has one tuple of lines per step, in order.

    `safe_to_call` and `discreet_name` None: as they were; an empty discreet name: none any more.
    """

    name: str
    phone: str
    country: str | None
    language: str
    age_band: str
    safe_to_text: bool
    plan_by_sms: bool
    code_word: str | None
    plan: tuple[tuple[PlanLine, ...], ...]
    contacts: tuple[ContactRecord, ...]
    safe_to_call: bool | None = None
    discreet_name: str | None = None


@dataclass(frozen=True)
class ResponderRecord:
    """On-call staff."""

    name: str
    phone: str
    role: str


@dataclass(frozen=True)
class ClinicFile:
    """A whole file, checked."""

    people: tuple[PersonRecord, ...]
    responders: tuple[ResponderRecord, ...]

    @classmethod
    def parse(cls, raw: bytes) -> "ClinicFile":
        """Read and check a file.

        Raises ClinicFileError naming the place of the first fault; never the content.
        """
        if len(raw) > MAX_BYTES:
            raise ClinicFileError(f"the file is larger than {MAX_BYTES} bytes")
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError) as fault:
            raise ClinicFileError("the file is not JSON") from fault
        return cls.read(data)

    @classmethod
    def read(cls, data: Any) -> "ClinicFile":
        """The same of what stood in the JSON: also how a page of the console checks what was typed."""
        top = Place(data, "file")
        people = tuple(_person(place) for place in top.each("people"))
        responders = tuple(_responder(place) for place in top.each("responders"))
        for name, records in (("people", people), ("responders", responders)):
            if len({record.phone for record in records}) != len(records):
                raise top.fault(name, "holds the same number twice")
        return cls(people, responders)


def _person(place: Place) -> PersonRecord:
    country = place.text("country").upper() if place.has("country") else None
    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise place.fault("country", "must be a two-letter country code")
    phone = place.phone("phone", country)
    contacts = tuple(_contact(contact, country) for contact in place.each("contacts"))
    if any(contact.phone == phone for contact in contacts):
        raise place.fault("contacts", "holds the person's own number")
    if len({contact.phone for contact in contacts}) != len(contacts):
        raise place.fault("contacts", "holds the same number twice")
    plan = place.object("plan")
    return PersonRecord(
        name=place.text("name"),
        phone=phone,
        country=country,
        language=place.text("language", "en"),
        age_band=place.text("age_band", "unknown"),
        safe_to_text=place.flag("safe_to_text", default=True),
        plan_by_sms=place.flag("plan_by_sms", default=False),
        code_word=place.text("code_word") if place.has("code_word") else None,
        plan=tuple(tuple(_lines(plan, step, country)) for step in STEPS),
        contacts=contacts,
        safe_to_call=place.flag_if_any("safe_to_call"),
        discreet_name=place.text_if_any("discreet_name"),
    )


def _contact(place: Place, country: str | None) -> ContactRecord:
    return ContactRecord(
        name=place.text("name"),
        phone=place.phone("phone", country),
        accepted=place.flag("accepted", default=False),
        notify_from=place.one_of("notify_from", NOTIFY_FROM, "tap"),
        hours=place.read("hours", agreed.hours),
        accepted_on=place.read("accepted_on", agreed.day),
        paused=place.flag_if_any("paused"),
    )


def _responder(place: Place) -> ResponderRecord:
    return ResponderRecord(
        place.text("name"), place.phone("phone", None), place.one_of("role", ROLES, "responder")
    )


def _lines(plan: Place, step: str, country: str | None) -> list[PlanLine]:
    lines = []
    for i, value in enumerate(plan.list(step)):
        if isinstance(value, str):
            lines.append(PlanLine(Place({"words": value}, f"{plan.where}.{step}[{i}]").text("words")))
        else:
            place = Place(value, f"{plan.where}.{step}[{i}]")
            # Checked, but kept as it was written: it is the person's own plan that is read back.
            number = place.text("phone") if place.has("phone") and place.phone("phone", country) else None
            lines.append(PlanLine(place.text("name"), number))
    return lines

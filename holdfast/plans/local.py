"""What time it is where a person is, and the hours in which they want no text that they did not ask for just now."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from phonenumbers import parse
from phonenumbers.phonenumberutil import NumberParseException
from phonenumbers.timezone import time_zones_for_number

from holdfast.models import Person
from holdfast.parts import Parts
from holdfast.plans import people

UNKNOWN = "Etc/Unknown"


def zone(parts: Parts, person: Person) -> ZoneInfo:
    """The zone that was set, else the first one of the phone number's region, else UTC."""
    names = [person.time_zone] if person.time_zone else []
    if not names and (number := people.phone(parts, person)):
        try:
            names = [name for name in time_zones_for_number(parse(number)) if name != UNKNOWN]
        except NumberParseException:
            names = []
    try:
        return ZoneInfo(names[0] if names else "UTC")
    except ZoneInfoNotFoundError:
        return ZoneInfo("UTC")


def at(parts: Parts, person: Person, days: int, hour: int) -> datetime:
    """That hour on the person's own clock, so many days from their today."""
    here = parts.clock.now().astimezone(zone(parts, person))
    return datetime.combine(here.date() + timedelta(days=days), time(hour), here.tzinfo)


def quiet_until(parts: Parts, person: Person, when: datetime) -> datetime | None:
    """The end of the quiet hours that this moment falls into; None when it falls into none."""
    if person.quiet_from is None or person.quiet_until is None:
        return None
    here = when.astimezone(zone(parts, person))
    for days in (-1, 0):
        begins = datetime.combine(here.date() + timedelta(days=days), time(person.quiet_from), here.tzinfo)
        ends = begins.replace(hour=person.quiet_until)
        ends += timedelta(days=1) if person.quiet_until <= person.quiet_from else timedelta()
        if begins <= here < ends:
            return ends
    return None

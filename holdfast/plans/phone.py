"""Phone numbers: kept as E.164, and shown in groups that can be read aloud."""

import phonenumbers


def e164(text: str, country: str | None = None) -> str:
    """The number as `+` and digits, read as dialled in `country` when it has no country code.

    Raises ValueError when it is no possible number. The message does not hold it.
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as fault:
        raise ValueError("not a phone number") from fault
    if not phonenumbers.is_possible_number(number):
        raise ValueError("not a possible phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def readable(number: str) -> str:
    """An E.164 number as it is printed, with its country code, so that it can be dialled from anywhere."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

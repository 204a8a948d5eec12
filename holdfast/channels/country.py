"""The country of a phone number: only a hint, used when the database cannot be asked."""

import phonenumbers


def of(phone: str) -> str | None:
    """Two letters, or None when the number does not tell."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return None

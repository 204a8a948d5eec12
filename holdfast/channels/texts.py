"""A text as a form of Twilio's holds it."""

from starlette.datastructures import ImmutableMultiDict

from holdfast.intake import Inbound


def read(form: ImmutableMultiDict[str, str]) -> Inbound | None:
    """The text that a form holds; None when it lacks what makes it one."""
    sid, phone = form.get("MessageSid", ""), form.get("From", "")
    if not sid or not phone:
        return None
    return Inbound(
        reference=f"{form.get('AccountSid', '')}:{sid}",
        text=form.get("Body", ""),
        media=int(pictures) if (pictures := form.get("NumMedia", "")).isdecimal() else 0,
        phone=phone,
        carrier=form.get("OptOutType", "")[:16].upper() or None,
    )

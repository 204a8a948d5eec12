"""Every error Holdfast raises on purpose.

    HoldfastError
    ├── SettingsError          the start is refused; every reason at once
    ├── KeyFault               a sealed value cannot be opened (wrong key, changed, moved to another row)
    ├── ClinicFileError        a clinic file cannot be imported; says where
    ├── DialogueFault          Rasa was late, silent or said something unusable
    ├── Refused                the guard will not let these words out
    └── SendError              a message could not be handed to the provider
        ├── PermanentSendError   trying again will not help (bad number, opted out)
        ├── TransientSendError   try again soon (throttled, queue full)
        └── UnknownOutcome       it may or may not have been sent: reconcile, then send again

No message carries what a person wrote, or a phone number.
"""


class HoldfastError(Exception):
    """Base of all of them."""


class SettingsError(HoldfastError):
    """The settings do not allow a start. `reasons` names every one."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class KeyFault(HoldfastError):
    """A sealed value cannot be opened."""


class ClinicFileError(HoldfastError):
    """A clinic file is not as `docs/clinic-file.md` says. The message names the place.

    `place` is that place, `file.people[0].phone`, and `why` what is wrong there; empty when it is the whole file.
    """

    def __init__(self, message: str, *, place: str = "", why: str = "") -> None:
        super().__init__(message)
        self.place, self.why = place, why


class DialogueFault(HoldfastError):
    """Rasa gave no usable answer in time. The message is a short reason, never its content."""


class Refused(HoldfastError):
    """The guard refuses to say something. The message names script and reason."""


class SendError(HoldfastError):
    """The provider did not take a message. `code` is the provider's code, if any."""

    def __init__(self, reason: str, code: str | None = None) -> None:
        super().__init__(reason)
        self.code = code


class PermanentSendError(SendError):
    """Trying again will not help."""


class TransientSendError(SendError):
    """Trying again soon may help."""


class UnknownOutcome(SendError):
    """No one knows whether it was sent."""

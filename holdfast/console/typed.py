"""What was typed into a form, and the form as it is shown again when something does not fit: nothing is lost."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request


@dataclass(frozen=True)
class Form:
    """Values by field, and what is said beside a field that did not fit; "" is the form as a whole."""

    values: dict[str, Any]
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows it."""
        return 422 if self.faults else 200


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: value.replace("\r\n", "\n") for name, value in form.items() if isinstance(value, str)}


Typed = Annotated[dict[str, str], Depends(_typed)]

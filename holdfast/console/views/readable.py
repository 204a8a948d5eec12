"""Opening what is sealed for a page: what cannot be read is said to be so, and hides nothing else."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from holdfast.errors import KeyFault

UNREADABLE = "(cannot be read: erased, or its key is missing)"


Given = ParamSpec("Given")
Value = TypeVar("Value")


def opened(
    otherwise: Value, read: Callable[Given, Value], *args: Given.args, **kwargs: Given.kwargs
) -> Value:
    """What `read` gives, or `otherwise` when the value cannot be opened: that must not blank a page."""
    try:
        return read(*args, **kwargs)
    except KeyFault:
        return otherwise

"""The responder console: server-rendered pages under `/console`."""

from holdfast.console.pages import HealthCheck
from holdfast.console.router import router

__all__ = ["HealthCheck", "router"]

"""A page of the service's own that also opens without a network: numbers, exercises and the chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.templating import Jinja2Templates

from holdfast.channels.headers import PAGE_HEADERS
from holdfast.channels.numbers import ways
from holdfast.content.labels import labels
from holdfast.content.library import LANGUAGE
from holdfast.parts import Parts

HERE = Path(__file__).parent
WORKER_HEADERS = {
    # A worker has a policy of its own: this one fetches from here and does nothing else.
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}
# In this order. Grounding begins with hearing, because nobody knows how the reader is (content-rules.md).
EXERCISES = ("breathing", "grounding_hearing", "orienting", "body_scan")


@dataclass(frozen=True)
class Shown:
    """An exercise as a list to read."""

    title: str
    steps: tuple[str, ...]


def router(parts: Parts) -> APIRouter:
    """`/calm`, and the worker that keeps it in the browser."""
    routes = APIRouter()
    templates = Jinja2Templates(HERE / "templates")

    @routes.get("/calm", include_in_schema=False, response_class=HTMLResponse)
    def calm(request: Request, region: str = Query(default="", max_length=2)) -> Response:
        """Everything here is in the page itself and needs no script."""
        country = region.upper() or parts.settings.region.upper() or "US"
        say = labels(parts.library, f"page.{LANGUAGE}") or {}
        given = {
            "say": say,
            "region": country,
            "ways": ways(parts, country),
            "exercises": _exercises(parts, say),
        }
        return templates.TemplateResponse(request, "calm.html", given, headers=PAGE_HEADERS)

    @routes.get("/calm-worker.js", include_in_schema=False)
    def worker() -> Response:
        """From here and not from `/static`: a worker may only keep pages beside or below its own address."""
        return FileResponse(
            HERE / "worker" / "calm-worker.js", media_type="text/javascript", headers=WORKER_HEADERS
        )

    return routes


def _exercises(parts: Parts, say: Mapping[str, str]) -> list[Shown]:
    """Those of which every word may be said; in production that takes a valid signature on each."""
    found = []
    for name in EXERCISES:
        steps = [step for step in parts.library.exercises[name].steps if step.script in parts.library.places]
        if name in say and all(parts.library.may_say(step.script) for step in steps):
            said = (parts.library.render(step.script, "web", step.counts).text for step in steps)
            found.append(Shown(say[name], tuple(said)))
    return found

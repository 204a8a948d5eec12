"""What anyone may ask without a token: the demo page, crisis lines of a country, a way to leave, static files."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.templating import Jinja2Templates
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from holdfast.content.lines import CRISIS
from holdfast.parts import Parts

HERE = Path(__file__).parent
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}
# Where "Leave this page" goes: somewhere neutral that says nothing about this site.
NEUTRAL = "https://www.bbc.co.uk/weather"


def router(parts: Parts, *, phones: bool) -> APIRouter:
    """The open routes. The demo page exists in demo mode only."""
    routes = APIRouter()
    templates = Jinja2Templates(HERE / "templates")

    @routes.get("/api/chat/lines", tags=["chat"])
    def lines(region: str = Query(default="", max_length=2)) -> JSONResponse:
        """The crisis lines and emergency number of a country, for the widget's crisis bar."""
        return JSONResponse(_numbers(parts, region.upper() or None))

    @routes.get("/leave", include_in_schema=False)
    @routes.post("/leave", include_in_schema=False)
    def leave() -> Response:
        """Clear what this site left in the browser and go somewhere neutral. An open escalation stays open."""
        answer = RedirectResponse(NEUTRAL, status_code=303)
        answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    if parts.settings.demo:

        @routes.get("/", include_in_schema=False, response_class=HTMLResponse)
        def demo(request: Request) -> Response:
            """The demo page with the widget."""
            region = parts.settings.region.upper() or "US"
            given = {
                "draft_notice": "Demo: these are draft scripts, not yet reviewed by a clinician.",
                "clinic_name": "Hill Street Clinic",
                "phone_url": "/phone" if phones else "",
                "console_url": "/console",
                "region": region,
                "crisis": _ways(parts, region),
            }
            return templates.TemplateResponse(request, "demo.html", given, headers=PAGE_HEADERS)

    return routes


def static() -> Mount:
    """The widget's built file and the demo page's own."""
    return Mount("/static", StaticFiles(directory=HERE / "static"), name="static")


def _numbers(parts: Parts, country: str | None) -> dict[str, Any]:
    """A country's lines, one entry per service, as the widget reads them."""
    services: dict[str, dict[str, str | None]] = {}
    for line in parts.library.lines.numbers(country, parts.clock.now()):
        if line.channel in ("call", "text") and line.kind == CRISIS:
            entry = services.setdefault(
                line.name, {"name": line.name, "call": None, "text": None, "keyword": None}
            )
            entry[line.channel] = line.dial
            entry["keyword"] = line.keyword or entry["keyword"]
    return {
        "country": country,
        "emergency": parts.library.lines.emergency(country),
        "lines": list(services.values()),
    }


def _ways(parts: Parts, country: str) -> list[dict[str, str]]:
    """Links of the crisis bar in the page itself, before any script."""
    found = []
    for line in parts.library.lines.numbers(country, parts.clock.now()):
        if line.channel in ("call", "text") and line.kind == CRISIS:
            verb, scheme = ("Call", "tel") if line.channel == "call" else ("Text", "sms")
            word = f", send {line.keyword}" if line.keyword else ""
            href = f"{scheme}:{line.dial.replace(' ', '')}"
            found.append({"label": f"{verb} {line.dial}", "href": href, "text": line.name + word})
    if emergency := parts.library.lines.emergency(country):
        found.append({"label": f"Emergency {emergency}", "href": f"tel:{emergency}", "text": ""})
    return found

"""What anyone may ask without a token: the demo page, crisis lines of a country, a way to leave, static files."""

from pathlib import Path

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.templating import Jinja2Templates
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from holdfast.channels.headers import PAGE_HEADERS
from holdfast.channels.numbers import numbers, ways
from holdfast.content.labels import labels
from holdfast.parts import Parts

HERE = Path(__file__).parent
# Where "Leave this page" goes: somewhere neutral that says nothing about this site.
NEUTRAL = "https://www.bbc.co.uk/weather"


def router(parts: Parts, *, phones: bool) -> APIRouter:
    """The open routes. The demo page exists in demo mode only."""
    routes = APIRouter()
    templates = Jinja2Templates(HERE / "templates")

    @routes.get("/api/chat/lines", tags=["chat"])
    def lines(region: str = Query(default="", max_length=2)) -> JSONResponse:
        """The crisis lines and emergency number of a country, for the widget's crisis bar."""
        return JSONResponse(numbers(parts, region.upper() or None))

    @routes.get("/api/chat/words", tags=["chat"])
    def words(lang: str = Query(pattern="^[a-z]{2}$")) -> dict[str, str]:
        """The widget's labels in a language. 404 where there are none; in production, none that are signed."""
        found = labels(parts.library, lang)
        if found is None:
            raise HTTPException(404, "not in this language")
        return dict(found)

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
                "crisis": ways(parts, region),
            }
            return templates.TemplateResponse(request, "demo.html", given, headers=PAGE_HEADERS)

    return routes


def static() -> Mount:
    """The widget's built file and the demo page's own."""
    return Mount("/static", StaticFiles(directory=HERE / "static"), name="static")

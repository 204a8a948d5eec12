"""The demo page as the service renders it, and two bare pages that embed the element."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

CHANNELS = Path(__file__).resolve().parents[2] / "holdfast" / "channels"
WORDS = CHANNELS.parents[1] / "widget" / "src" / "words"
PAGES = Environment(loader=FileSystemLoader(CHANNELS / "templates"), autoescape=True)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)


async def demo(request: Request) -> Response:
    page = PAGES.get_template("demo.html").render(
        draft_notice="The words are drafts, not yet reviewed by a clinician.",
        clinic_name="Harbour Clinic",
        phone_url="/phone",
        console_url="/console",
        region="US",
        crisis=[
            {"label": "Call 988", "href": "tel:988", "text": "988 Suicide and Crisis Lifeline"},
            {"label": "Text 988", "href": "sms:988", "text": ""},
            {"label": "Emergency 911", "href": "tel:911", "text": ""},
        ],
    )
    return HTMLResponse(page)


async def bare(request: Request) -> Response:
    """A page with nothing but the element, its attributes from the query."""
    query = request.query_params
    attributes = " ".join(
        f'{name}="{query[name]}"' for name in ("region", "code", "lang", "exit-url") if name in query
    )
    direction = query.get("dir", "ltr")
    return HTMLResponse(
        f'<!doctype html><html lang="en" dir="{direction}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Bare</title>'
        '<script src="/static/holdfast-chat.js" defer></script><main><h1>Bare</h1>'
        f'<holdfast-chat api="" {attributes} open><p>Call 988</p></holdfast-chat></main></html>'
    )


async def clinic(request: Request) -> Response:
    """A clinic's page elsewhere, with a policy that names the service at `service` and nothing else."""
    service = request.query_params["service"]
    digest = request.query_params.get("integrity")
    sealed = f' crossorigin="anonymous" integrity="{digest}"' if digest else ""
    policy = f"default-src 'none'; script-src {service}; connect-src {service}"
    return HTMLResponse(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Clinic</title>'
        f'<script src="{service}/static/holdfast-chat.js" defer{sealed}></script><h1>Clinic</h1>'
        '<holdfast-chat region="US" open><p>Call 988</p></holdfast-chat></html>',
        headers={"content-security-policy": policy},
    )

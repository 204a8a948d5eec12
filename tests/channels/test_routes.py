"""Every route of the service asks who is there, or stands on a list of open ones with its reason."""

import re

import pytest

from holdfast import service
from holdfast.settings import Settings

pytestmark = pytest.mark.slow

OPEN = {
    "/": "the demo page, in demo mode only",
    "/static": "the widget's built file",
    "/leave": "leaving must always work",
    "/healthz": "names and states of parts, nothing about people",
    "/readyz": "the same",
    "/openapi.json": "the description of the chat API",
    "/api/chat/lines": "crisis lines are for everyone",
    "/api/chat/words": "labels of the widget are for everyone",
    "/calm": "numbers and exercises are for everyone",
    "/calm-worker.js": "keeps that page in the browser",
    "/api/chat/sessions": "opens a session: by one-time code, in demo mode for everyone; limited per address",
    "/console/login": "where a responder signs in; limited per address and name",
    "/console/invited/{code}": "whoever has the one-time code of an invitation; 404 to everyone else",
    "/console/static/{version}/{name}": "styles and scripts of the console",
}
# The demo's phones show every message to whoever opens them; they are there only without a Twilio account.
PHONES = {"/phone", "/phone/static/{name}", "/phone/state", "/phone/send", "/phone/call", "/phone/switch"}


def routes(found, before=""):
    """(method, path) of every route, whatever it is mounted under or included by."""
    for route in found:
        if hasattr(route, "original_router"):
            yield from routes(route.original_router.routes, before)
        elif getattr(route, "routes", None):
            yield from routes(route.routes, before + route.path)
        else:
            for method in sorted((getattr(route, "methods", None) or {"GET"}) - {"HEAD"}):
                yield method, before + route.path


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """Every route of the demo, with simulated phones."""
    app = service.create(Settings(data_dir=str(tmp_path_factory.mktemp("demo"))), 8000)
    return sorted(routes(app.routes))


def test_every_route_that_is_not_open_asks_who_is_there(front, there):
    asked = []
    for method, path in there:
        if path in OPEN or path in PHONES or path.startswith("/simulator/"):
            continue
        address = re.sub(r"\{[^}]+\}", "1", path)
        answer = front.http.request(
            method, address, headers={"Content-Type": "application/json"}, content=b"{}"
        )
        asked.append((method, path, answer.status_code))
    assert [one for one in asked if one[2] not in (401, 403, 303)] == []
    assert len(asked) > 12, "the walk found the routes"


def test_a_page_of_the_console_leads_to_the_sign_in(front, there):
    pages = [path for method, path in there if method == "GET" and path == "/console"]
    assert pages
    assert front.http.get("/console").headers["Location"].startswith("/console/login")


def test_open_routes_are_there(there):
    """A route that is gone leaves the list."""
    assert set(OPEN) | PHONES <= {path for _, path in there}


def test_the_simulated_account_asks_for_its_token(there, tmp_path):
    from starlette.testclient import TestClient

    client = TestClient(service.create(Settings(data_dir=str(tmp_path)), 8000))
    simulated = [(method, path) for method, path in there if path.startswith("/simulator/")]
    assert simulated
    for method, path in simulated:
        assert client.request(method, re.sub(r"\{[^}]+\}", "1", path)).status_code in (401, 403, 404)


def test_with_twilio_there_are_no_simulated_phones(front):
    for path in [*PHONES, "/simulator/2010-04-01/Accounts/1/Messages.json"]:
        assert front.http.get(path).status_code == 404
        assert front.http.post(path).status_code == 404


def test_unknown_paths_and_methods_are_refused(front):
    assert front.http.get("/api/chat/messages").status_code == 405
    assert front.http.get("/sms/inbound").status_code == 405
    assert front.http.get("/docs").status_code == 404
    assert front.http.get("/static/../service.py").status_code == 404
    assert front.http.get("/static/%2e%2e/web.py").status_code == 404

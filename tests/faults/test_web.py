"""The page: connections that break, tokens that are not theirs, forms from elsewhere, and no script at all."""

import uuid

import httpx
import pytest

from tests.faults.conftest import Seen
from tests.faults.proxy import RESET, Link, tcp
from tests.faults.town import CALM, RISK, Town


class Page:
    """Somebody at the widget, behind a link that can break."""

    def __init__(self, town: Town, base: str) -> None:
        self.http = httpx.Client(base_url=base, timeout=20, trust_env=False)
        opened = httpx.post(f"{town.url}/api/chat/sessions", json={}, timeout=20, trust_env=False).json()
        self.token, self.headers = opened["token"], {"Authorization": f"Bearer {opened['token']}"}

    def send(self, text: str, client_id: str | None = None) -> httpx.Response:
        """One message, again with the same id."""
        body = {"client_id": client_id or str(uuid.uuid4()), "text": text}
        return self.http.post("/api/chat/messages", json=body, headers=self.headers)

    def events(self, after: int = 0) -> list[dict[str, object]]:
        """What has been said."""
        answer = self.http.get(f"/api/chat/events?wait=0&own=1&after={after}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, object]] = answer.json()["events"]
        return found


@pytest.mark.row(48, "the connection breaks after a message was taken, before its answer; then SIGKILL")
def test_a_message_is_taken_once_over_broken_connections(seen: Seen, town: Town) -> None:
    link = Link(tcp(int(town.url.rpartition(":")[2])))
    try:
        page = Page(town, f"http://127.0.0.1:{link.port}")
        client_id = str(uuid.uuid4())
        link.fail(RESET, reset_after=0)
        with pytest.raises(httpx.HTTPError):
            page.send(RISK, client_id)
        link.mend()
        town.process.end()
        town.start()
        again = page.send(RISK, client_id)
        assert again.status_code == 200
        assert again.json()["level"] == "urgent"
        mine = [one for one in page.events() if one["sender"] == "person"]
        assert len(mine) == 1
        seqs = [int(str(one["seq"])) for one in page.events()]
        assert page.events(after=seqs[0]) == page.events()[1:]
    finally:
        link.close()
    seen("the message once, and all that was said since", "one alert")


@pytest.mark.row(49, "a made-up token, a token with a letter changed, another site, no token")
def test_only_their_own_token_opens_a_conversation(seen: Seen, town: Town) -> None:
    page = Page(town, town.url)
    page.send(CALM)
    body = {"client_id": str(uuid.uuid4()), "text": CALM}
    changed = page.token[:-1] + ("A" if page.token[-1] != "A" else "B")
    for token in ("", "x" * 43, changed):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        for answer in (
            page.http.get("/api/chat/events?wait=0", headers=headers),
            page.http.post("/api/chat/messages", json=body, headers=headers),
        ):
            assert answer.status_code == 401
            assert "events" not in answer.text
    elsewhere = page.http.get(
        "/api/chat/events?wait=0", headers=page.headers | {"Origin": "https://evil.example"}
    )
    assert "access-control-allow-origin" not in elsewhere.headers
    seen("nothing of anyone else", "refused")


@pytest.mark.row(
    50,
    "the console: no session, a form from elsewhere, a frame, a made-up id, words like a script",
)
def test_the_console_is_closed(seen: Seen, town: Town) -> None:
    phone = town.person()
    town.text(phone, f"<script>alert(1)</script> {RISK}", risk=True)
    episode = town.episode(phone)
    assert episode
    with httpx.Client(base_url=town.url, timeout=20, trust_env=False) as http:
        for path in ("/console", f"/console/escalations/{episode.id}", "/console/escalations/made-up"):
            answer = http.get(path)
            assert answer.status_code in (303, 401, 403, 404)
            assert "script>alert" not in answer.text
        other = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        forged = http.post(f"/console/escalations/{episode.id}/acknowledge", headers=other)
        assert forged.status_code in (303, 401, 403)
        login = http.get("/console/login")
        assert "frame-ancestors 'none'" in login.headers["content-security-policy"]
        assert login.headers["x-content-type-options"] == "nosniff"
    assert town.episode(phone).state == "waiting"  # type: ignore[union-attr]
    seen("nothing", "refused; what people write stays text")


@pytest.mark.row(51, "scripts off, and the service killed while the page is open")
def test_the_page_has_its_numbers_without_a_script(seen: Seen, town: Town) -> None:
    page = httpx.get(town.url, timeout=20, trust_env=False)
    assert page.status_code == 200
    assert "988" in page.text or "tel:" in page.text
    seen("the crisis lines are in the page itself, before any script", "nothing")

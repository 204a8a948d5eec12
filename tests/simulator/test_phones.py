"""The page of simulated phones."""

import json
import shutil
from types import SimpleNamespace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from holdfast import simulator
from holdfast.channels import spoken, twiml
from holdfast.parts import Parts
from holdfast.settings import Settings
from holdfast.simulator import phones
from holdfast.simulator.numbers import Owner, _merged

ANA, SAM, ROBIN, OTHER = "+12025550101", "+12025550102", "+12025550110", "+12025550177"
HTTP = httpx.Client(trust_env=False)
KINDS = ["person", "contact", "responder"]
OWNERS = [
    Owner(ANA, "Ana", "person", "Person"),
    Owner(SAM, "Sam", "contact", "Contact of Ana"),
    Owner(ROBIN, "Robin", "responder", "Responder"),
]


@pytest.fixture
def page(host, monkeypatch):
    """The page over a service that answers every text and tells Sam and Robin."""
    monkeypatch.setattr(phones.Numbers, "owners", lambda _: OWNERS)
    twilio = simulator.demo(host.base, pace_s=0.01)

    async def inbound(_):
        for phone in (SAM, ROBIN):
            twilio.accept(phone, "A person on your list needs you now.", "outbound-api")
        answer = twiml.reply([("d", "Hello.")], host.base + "/sms/status")
        return Response(answer, media_type=twiml.MEDIA_TYPE)

    async def status(_):
        return Response(status_code=204)

    async def voice(request):
        if (await request.form()).get("Digits") == "1":
            words = spoken.said(["It is yours. Open the console and write to them now."])
        else:
            words = spoken.asked(
                "",
                ["A person on your list needs you now. To take it, press 1."],
                host.base + "/voice/x",
                3,
                "",
            )
        return Response(words, media_type=twiml.MEDIA_TYPE)

    hooks = [
        Route(path, serve, methods=["POST"])
        for path, serve in (("/sms/inbound", inbound), ("/sms/status", status), ("/voice/{which}", voice))
    ]
    parts = SimpleNamespace(settings=SimpleNamespace(service_name="Holdfast"))
    host.app = Starlette(routes=[*hooks, *phones.routes(parts, twilio)])
    yield SimpleNamespace(base=host.base, twilio=twilio, run=host.run)
    host.run(twilio.close())


def post(page, body, **headers):
    headers = {"Content-Type": "application/json"} | headers
    content = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return HTTP.post(f"{page.base}/phone/send", content=content, headers=headers)


def state(page, since=0):
    return HTTP.get(f"{page.base}/phone/state?since={since}").json()


def test_the_page_runs_no_script_but_its_own(page):
    answer = HTTP.get(f"{page.base}/phone")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert "<script>" not in answer.text
    for name in ("phones.js", "calls.js", "phones.css", "phone.svg"):
        assert HTTP.get(f"{page.base}/phone/static/{name}").status_code == 200
    assert HTTP.get(f"{page.base}/phone/static/phones.py").status_code == 404


def test_a_text_and_all_that_follows_shows_once(page, until):
    assert post(page, {"from": OTHER, "text": "hello"}).status_code == 202
    until(lambda: [one["state"] for one in state(page)["messages"]].count("delivered") == 3)
    seen = state(page)
    assert [phone["name"] for phone in seen["phones"]] == ["Ana", "Sam", "Robin"]
    assert {(one["phone"], one["mine"], one["text"]) for one in seen["messages"]} == {
        (OTHER, True, "hello"),
        (OTHER, False, "Hello."),
        (SAM, False, "A person on your list needs you now."),
        (ROBIN, False, "A person on your list needs you now."),
    }
    assert state(page, seen["version"])["messages"] == []


def test_a_phone_that_is_off_gets_nothing_and_the_page_says_why(page, until):
    def switch(**body):
        return HTTP.post(f"{page.base}/phone/switch", json=body).status_code

    assert switch(phone=SAM, off=True) == 202
    assert state(page)["off"] == [SAM]
    post(page, {"from": OTHER, "text": "hello"})
    until(lambda: {one["phone"]: one["state"] for one in state(page)["messages"]}.get(SAM) == "undelivered")
    seen = {one["phone"]: one for one in state(page)["messages"] if not one["mine"]}
    assert (seen[SAM]["error"], seen[SAM]["why"]) == (30003, "phone unreachable")
    assert seen[ROBIN]["why"] is None
    assert page.twilio.exchange.manners == {SAM: "failed"}
    assert switch(phone=SAM, off=False) == 202
    assert state(page)["off"] == []
    assert page.twilio.exchange.manners == {}
    for body in ({}, {"phone": "12", "off": True}, {"phone": SAM}, {"phone": SAM, "off": 1}):
        assert switch(**body) == 400


def test_what_is_not_a_number_is_everything(page):
    for since in ("x", "-1", "9" * 40, "1.5"):
        assert state(page, since)["version"] == page.twilio.version


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
def test_another_page_cannot_send(page, headers):
    assert post(page, {"from": ANA, "text": "hello"}, **headers).status_code == 403
    assert state(page)["messages"] == []


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "{", b"\xff", '"x"', "[" * 100_000, "x" * 300_000,
        {}, {"from": ANA}, {"from": "12", "text": "a"}, {"from": [ANA], "text": "a"},
        {"from": ANA, "text": 1}, {"from": ANA, "text": "x" * 20_001},
        {"from": ANA, "media": 11}, {"from": ANA, "media": "1"},
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused_in_words(page, body):
    answer = post(page, body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert state(page)["messages"] == []


@pytest.mark.slow
def test_everyone_of_the_clinic_has_a_phone(tmp_path):
    from holdfast.demo import clinic

    parts = Parts.assemble(Settings(data_dir=str(tmp_path)))
    clinic.prepare(parts)
    owners = phones.Numbers(parts).owners()
    assert [owner.kind for owner in owners] == sorted((owner.kind for owner in owners), key=KINDS.index)
    assert {owner.kind for owner in owners} == set(KINDS)
    parts.db.close()


def test_a_phone_with_two_roles_is_one_phone():
    both = [
        *OWNERS,
        Owner(SAM, "Sam", "contact", "Contact of Ben"),
        Owner(SAM, "Sam", "responder", "Responder"),
    ]
    merged = _merged(both)
    assert [owner.number for owner in merged] == [ANA, SAM, ROBIN]
    assert merged[1].role == "Contact of Ana; Contact of Ben; Responder"


@pytest.mark.slow
@pytest.mark.needs("chromium")
def test_a_ringing_phone_is_answered_and_its_keys_are_pressed_in_a_browser(page, until):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    async def ring():
        return page.twilio.exchange.ring(ROBIN, page.base + "/voice/alert", None, [], 25)

    with sync_playwright() as playwright:
        names = ("chromium", "chromium-browser", "google-chrome")
        found = next(filter(None, map(shutil.which, names)))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 360, "height": 740})
        faults = []
        tab.on("pageerror", lambda fault: faults.append(str(fault)))
        tab.on("console", lambda said: faults.append(said.text))
        tab.goto(f"{page.base}/phone")
        robin = tab.locator(".phone[data-kind=responder]")
        robin.wait_for()
        call = page.run(ring())
        robin.get_by_role("button", name="Answer").click()
        until(lambda: "needs you now" in robin.locator(".call-words").inner_text(), 5)
        assert Axe().run(tab).response["violations"] == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360
        robin.get_by_role("button", name="1", exact=True).click()
        until(lambda: "It is yours" in robin.locator(".call-words").inner_text(), 5)
        robin.get_by_role("button", name="Hang up").click()
        until(lambda: "Call ended" in robin.locator(".call-state").inner_text(), 5)
        assert call.status == "completed"
        ana = tab.locator(".phone", has_text="Ana").first
        ana.get_by_role("button", name="Call the service").click()
        until(lambda: "press 1" in ana.locator(".call-words").inner_text(), 5)
        ana.get_by_role("button", name="Hang up").click()
        until(lambda: ana.get_by_role("button", name="Call the service").is_visible(), 5)
        browser.close()
    assert faults == []


@pytest.mark.slow
@pytest.mark.needs("chromium")
def test_phones_light_up_in_a_browser_also_a_small_one(page, until):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        names = ("chromium", "chromium-browser", "google-chrome")
        found = next(filter(None, map(shutil.which, names)))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 360, "height": 740})
        faults = []
        tab.on("pageerror", lambda fault: faults.append(str(fault)))
        tab.on("console", lambda said: faults.append(said.text))
        tab.goto(f"{page.base}/phone")
        # Everything that is announced: a later line takes the place of an earlier one.
        tab.evaluate(
            "window.said = []; new MutationObserver(() => said.push(document.querySelector('#announcer').textContent))"
            ".observe(document.querySelector('#announcer'), {childList: true, characterData: true, subtree: true})"
        )
        ana = tab.locator(".phone", has_text="Ana").first
        ana.locator("textarea").fill("hello <b>there</b>")
        ana.locator("textarea").press("Enter")
        tab.wait_for_selector(".phone.lit[data-kind=responder]")
        tab.wait_for_selector(".phone.lit[data-kind=contact]")
        until(lambda: "Robin" in tab.evaluate("said.join(' ')"), 5)
        assert ana.locator(".bubble.mine p").inner_text() == "hello <b>there</b>"
        receipt = tab.locator(".phone[data-kind=contact] small")
        until(lambda: "1 part · delivered" in receipt.inner_text(), 5)
        robin = tab.locator(".phone[data-kind=responder]")
        robin.get_by_role("button", name="Switch off").click()
        robin.get_by_role("button", name="Switch off", pressed=True).wait_for()
        ana.locator("textarea").fill("once more")
        ana.locator("textarea").press("Enter")
        failed = "1 part · not delivered: phone unreachable (30003)"
        until(lambda: failed in robin.locator("small").last.inner_text(), 5)
        tab.click("#new-phone")
        tab.keyboard.type("who is this")
        tab.keyboard.press("Enter")
        tab.wait_for_selector(".phone[data-kind=unknown] .bubble:not(.mine)")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360
        assert Axe().run(tab).response["violations"] == []
        browser.close()
    assert faults == []

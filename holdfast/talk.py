"""A conversation in the terminal, over the same chat API as the widget."""

import json
import sys
import threading
import time
import uuid

import httpx


def run(url: str, code: str | None) -> int:
    """Talk until the input ends. 1 when no service answers at the address."""
    try:
        with httpx.Client(base_url=url, timeout=10) as client:
            opened = client.post("/api/chat/sessions", json={"code": code} if code else {})
            if opened.status_code != 201:
                print(
                    f"holdfast: no session: {opened.json().get('detail', opened.status_code)}",
                    file=sys.stderr,
                )
                return 1
            headers = {"Authorization": f"Bearer {opened.json()['token']}"}
            reader = threading.Thread(target=_read, args=(url, headers), daemon=True)
            reader.start()
            for line in sys.stdin:
                text = line.rstrip("\n")
                if text:
                    _send(client, headers, text)
            time.sleep(2 if not sys.stdin.isatty() else 0)
    except httpx.TransportError:
        print(
            f"holdfast: no service answers at {url}. Start it with `make run`, or name it with --url.",
            file=sys.stderr,
        )
        return 1
    return 0


def _send(client: httpx.Client, headers: dict[str, str], text: str) -> None:
    """Send until it is taken in; the same client_id makes trying again harmless."""
    body = {"client_id": str(uuid.uuid4()), "text": text}
    for _ in range(5):
        try:
            answer = client.post("/api/chat/messages", json=body, headers=headers)
        except httpx.TransportError:
            time.sleep(1)
            continue
        if answer.status_code == 200:
            return
        print(f"[not sent: {answer.json().get('detail', answer.status_code)}]")
        return
    print("[not sent: no answer. If you are in danger now, call your local emergency number.]")


def _read(url: str, headers: dict[str, str]) -> None:
    """Print every event once; comes back after a break where it was."""
    seq = 0
    while True:
        try:
            with httpx.stream(
                "GET",
                f"{url}/api/chat/events?after={seq}",
                headers=headers,
                timeout=httpx.Timeout(10, read=60),
            ) as stream:
                for line in stream.iter_lines():
                    if line.startswith("data: "):
                        event = json.loads(line.removeprefix("data: "))
                        seq = event["seq"]
                        _show(event)
        except httpx.TransportError:
            time.sleep(1)


def _show(event: dict[str, object]) -> None:
    who = event["sender_name"] or {"bot": "Holdfast", "system": "--"}.get(
        str(event["sender"]), event["sender"]
    )
    print(f"\n{who}: {event['text']}")
    choices = event["choices"]
    if isinstance(choices, list):
        for number, choice in enumerate(choices, 1):
            print(f"   {number} {choice['label']}")
    sys.stdout.flush()

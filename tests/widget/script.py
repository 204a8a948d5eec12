"""What the in-test service says, and to what; and what may go wrong while it does."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

MENU = [
    {"id": "start_breathing", "label": "Breathe"},
    {"id": "start_grounding", "label": "Grounding"},
    {"id": "show_plan", "label": "My plan"},
    {"id": "ask_for_person", "label": "A person"},
]
STEPS = [
    {"id": "next_step", "label": "Next"},
    {"id": "go_back", "label": "Back"},
    {"id": "stop", "label": "Pause"},
]
SENSES = [
    {"id": "next_step", "label": "Done"},
    {"id": "skip_step", "label": "Skip"},
    {"id": "go_back", "label": "Back"},
    {"id": "stop", "label": "Pause"},
]
WELCOME = (
    "Hello. I am a program, not a person, and this is not an emergency service. "
    "Your care team can read what you write here. What would help now?"
)
SAFETY = "Call or text 988 any time. I am a program; I am alerting our team. Are you thinking about suicide?"
PLAN = "People you can ask for help:\nSam, 555 010 0199\nAunt Rosa, 555 010 0142"
PLAN_STEPS = [
    {"title": "Signs that things get hard", "items": [{"text": "I stop answering messages", "phone": None}]},
    {
        "title": "Things you can do on your own",
        "items": [{"text": "Walk to the river and back", "phone": None}, {"text": "Draw", "phone": None}],
    },
    {
        "title": "People you can ask for help",
        "items": [{"text": "Sam", "phone": "+14155550199"}, {"text": "Aunt Rosa", "phone": "+14155550142"}],
    },
    {"title": "Your reasons", "items": [{"text": "My sister\u2019s wedding in May", "phone": None}]},
]
YES_NO = [
    {"id": "safety_yes", "label": "Yes"},
    {"id": "safety_no", "label": "No"},
    {"id": "safety_unsure", "label": "Not sure"},
]


@dataclass
class Faults:
    """What goes wrong next. Counters fall by one with each request they spoil."""

    lose_request: int = 0
    lose_answer: int = 0
    slow_s: float = 0
    unknown_token: int = 0
    hold_stream: bool = False
    mute: bool = False
    off_record: bool = False


@dataclass
class Conversation:
    events: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, text: str, **more: Any) -> dict[str, Any]:
        event = {
            "seq": len(self.events) + 1,
            "type": "message",
            "script": None,
            "text": text,
            "choices": None,
            "level": None,
            "sender": "bot",
            "sender_name": None,
            "at": datetime.now(UTC).isoformat(),
            **more,
        }
        self.events.append(event)
        return event

    def after(self, seq: int, own: bool) -> list[dict[str, Any]]:
        return [event for event in self.events[seq:] if own or event["sender"] != "person"]


def answer(conversation: Conversation, body: dict[str, Any], faults: Faults) -> dict[str, Any]:
    """Takes a message in and says what the script has for it."""
    if faults.off_record:
        words = Conversation().add("I cannot store this right now.", seq=0)
        return {"message_id": body["client_id"], "level": "none", "events": [words]}
    labels = {choice["id"]: choice["label"] for choice in [*MENU, *SENSES, *STEPS, *YES_NO]}
    text = body.get("text") or labels.get(body.get("choice", ""), "")
    conversation.add(text, sender="person", client_id=body["client_id"])
    answered: list[dict[str, Any]] = []
    level = "none"
    if not faults.mute:
        words = f"{body.get('choice') or text}".lower()
        if "risk" in words:
            level = "care"
            answered = [
                conversation.add(
                    SAFETY, type="handoff", script="utter_safety_care", level=level, choices=YES_NO
                )
            ]
        elif "person" in words:
            level = "care"
            text = "I am asking for one. You can go on writing."
            answered = [conversation.add(text, type="handoff", script="utter_asked_for_person", level=level)]
        elif "plan" in words:
            conversation.add(PLAN, script="utter_plan_step_4", choices=STEPS)
        elif "wait" in words:
            over = (datetime.now(UTC) + timedelta(minutes=10)).isoformat()
            conversation.add("We wait 10 minutes. I will ask you then.", script="utter_wave_wait", until=over)
        elif "ground" in words or words == "2":
            text = "Now listen. What are 3 sounds you can hear, near or far?"
            place = {"at": 3, "of": 5}
            conversation.add(text, script="utter_grounding_hear", choices=SENSES, step=place)
        elif "strong" in words:
            conversation.add(
                "How strong is it now, from 0 to 10? You can skip this.", script="utter_wave_rate"
            )
        elif "breath" in words or words == "1":
            text = "Sit or stand as you like. Breathe in for 4, and out for 6. There is nothing to hold."
            conversation.add(text, script="utter_breathing_first", choices=STEPS)
        else:
            conversation.add(
                f"Thank you for telling me. ({len(text)})", script="utter_fallback", choices=MENU
            )
    return {"message_id": secrets.token_hex(8), "level": level, "events": answered}

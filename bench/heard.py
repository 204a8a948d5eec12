"""Runs in Rasa's environment: reads texts (a JSON list) and writes what the model hears in each, without the gate.

`python bench/heard.py MODEL < texts.json > heard.json`. The gate stands before the model and has its own report;
here the model alone is measured, so the second ring inside its pipeline is left out.
"""

import asyncio
import json
import sys

from rasa.core.agent import Agent

from rasa_plugins.risk import RiskSignal


async def main() -> None:
    """Intent and confidence of every text, in order."""
    RiskSignal.process = lambda _, messages: messages  # type: ignore[method-assign]
    agent = Agent.load(sys.argv[1])
    heard = []
    for text in json.load(sys.stdin):
        intent = (await agent.parse_message(text))["intent"]
        heard.append([intent["name"], intent["confidence"]])
    print("HEARD " + json.dumps(heard))


asyncio.run(main())

"""What Twilio publishes about its API (openapi.json), and whether a request and its answer keep to it."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

OPERATIONS: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_text())["operations"]
NAMED = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None),
    "number": (int, float),
}  # fmt: skip


def operation(method: str, path: str) -> str | None:
    """The operation that a request is for."""
    for name in OPERATIONS:
        wanted, template = name.split(" ")
        if method == wanted and re.fullmatch(re.sub(r"{\w+}", "[^/.]+", template), path):
            return name
    return None


def faults_of_request(name: str, query: Mapping[str, str], form: Mapping[str, str]) -> Iterator[str]:
    """Parameters that are not published, lack, or have the wrong form."""
    known = OPERATIONS[name]
    for given, described in ((query, known["query"]), (form, known["form"])):
        for parameter, value in given.items():
            if parameter not in described:
                yield f"{parameter} is no parameter"
            else:
                yield from _faults_of_text(parameter, value, described[parameter])
    yield from (f"{one} is missing" for one in known["required"] if one not in form)


def faults_of_answer(name: str, answer: Any) -> Iterator[str]:
    """What is not as published: names that lack or are too many, types, forms."""
    yield from _faults("answer", answer, OPERATIONS[name]["answer"])


def _faults_of_text(where: str, text: str, schema: Mapping[str, Any]) -> Iterator[str]:
    if schema.get("type") == "integer":
        yield from () if text.isdigit() else (f"{where} is no whole number",)
    elif schema.get("type") == "boolean":
        yield from () if text.lower() in ("true", "false") else (f"{where} is not true or false",)
    elif schema.get("type") == "array":
        yield from _faults_of_text(where, text, schema["items"])
    else:
        yield from _faults(where, text, schema)


def _faults(where: str, value: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(
        isinstance(value, NAMED[one]) and (one == "boolean" or not isinstance(value, bool)) for one in types
    ):
        yield f"{where} is a {type(value).__name__} and not {types}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} is none of {schema['enum']}"
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{where} does not match {schema['pattern']}"
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            yield f"{where} has the wrong length"
    for index, item in enumerate(value if isinstance(value, list) else ()):
        yield from _faults(f"{where}[{index}]", item, schema.get("items", {}))
    if isinstance(value, dict) and "properties" in schema:
        for name in value.keys() ^ schema["properties"].keys():
            yield f"{where}.{name} is {'too much' if name in value else 'missing'}"
        for name in value.keys() & schema["properties"].keys():
            yield from _faults(f"{where}.{name}", value[name], schema["properties"][name])

"""The crisis directory: what is said must be what its lines hold, and no line may be out of date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from holdfast.content.checks.saying import NUMBER, digits
from holdfast.content.finding import Finding, Severity
from holdfast.content.library import Library
from holdfast.content.lintdata import LintData


def check_directory(library: Library, lint: LintData) -> Iterator[Finding]:
    import smsutil  # noqa: PLC0415 - not in Rasa's environment

    path = str(library.folder / Path("crisis_lines.yml"))

    lines = library.lines

    def found(unit: str, rule: str, detail: str = "", severity: Severity = "error") -> Finding:
        named = unit.split()
        sentence = f"{named[0]}/{named[2]}" if " say " in unit else named[0]
        return Finding(path, lines.places.get(sentence) or rows.get(unit), unit, rule, severity, detail)

    rows = {record.id: record.row for record in lines.records}
    for (country, audience, channel), sentence in sorted(lines.sentences.items()):
        unit = f"{country} say {audience} {channel}"
        used = {digits(record.dial) for record in lines.records if record.id in sentence.uses}
        said = {digits(number) for number in NUMBER.findall(sentence.text)}
        if said != used:
            yield found(unit, "number_not_in_directory", ", ".join(sorted(said ^ used)))
        if channel == "sms" and not smsutil.is_valid_gsm(sentence.text):
            yield found(unit, "not_gsm")
        if channel == "sms" and len(sentence.text) > lint.limits["number_within"]:
            yield found(unit, "number_late", f"{len(sentence.text)} characters")
    if not smsutil.is_valid_gsm(lines.anywhere["sms"]):
        yield found("anywhere sms", "not_gsm")
    today = library.today()
    for record in lines.records:
        if record.expires is not None and record.expires <= today:
            yield found(record.id, "expired", record.expires.isoformat())
        elif not lines.vouched(record, today) and not record.conflict:
            yield found(record.id, "not_confirmed", "no operator has dialled it", "warning")

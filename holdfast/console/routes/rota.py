"""The rota: who is on duty, the file's text, and what it forgot; supervisors and operators check and set it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, roles
from holdfast.console.door import for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.console.typed import Typed
from holdfast.console.views import duty
from holdfast.db import one_at_a_time
from holdfast.errors import ClinicFileError
from holdfast.handoff import rota, rota_file, rota_words
from holdfast.handoff.shifts import Roster
from holdfast.parts import Parts

Who = Annotated[Signed, Depends(signed_in)]
MOST_SHOWN = 10


@dataclass(frozen=True)
class Shown:
    """A rota as the page shows it; `version` is that of the one in force."""

    text: str
    version: str
    on_duty: str
    holes: list[str]
    notice: str = ""
    status: int = 200
    gone: Sequence[str] = ()
    ahead: Sequence[tuple[str, list[duty.Stretch]]] = ()


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add page and form."""

    @router.get("/rota")
    @for_roles(roles.ANYONE)
    def show(signed: Who) -> Response:
        with parts.db.read() as tx:
            return _page(pages, signed, _in_force(tx, parts), _example(tx, parts))

    @router.post("/rota")
    @for_roles(roles.ROTA)
    def change(signed: Who, typed: Typed) -> Response:
        """Check what was typed, or put it in force. It is set though it leaves hours: everyone is alerted in them."""
        text, setting = typed.get("text", ""), typed.get("do") == "set"
        with parts.db.write() as tx:
            one_at_a_time(tx, "rota")
            now = _in_force(tx, parts)
            try:
                data = rota_file.parse(text.encode("utf-8", "replace"), rota_words.ids(tx, parts))
            except ClinicFileError as fault:
                return _page(pages, signed, Shown(text, now.version, now.on_duty, [], f"{fault}.", 422))
            if setting and typed.get("version") != now.version:
                other = "Someone set another rota meanwhile. Yours is kept here; setting it replaces theirs."
                return _page(pages, signed, Shown(text, now.version, now.on_duty, [], other, 409))
            if setting:
                rota.replace(tx, parts, data, signed.responder_id)
                audit.note(tx, parts, signed, "set_rota")
                return RedirectResponse("/console/rota", 303)
            holes = _holes(parts, data)
        said = (
            "Every hour is staffed or stated unstaffed." if not holes else "It can be set, but forgets hours."
        )
        return _page(pages, signed, Shown(text, now.version, now.on_duty, holes, f"Checked. {said}"))


def _in_force(tx: Session, parts: Parts) -> Shown:
    row = rota.newest(tx)
    if row is None:
        return Shown("", "0", "everyone, at all hours, in the order on call", [])
    roster, names, now = Roster.read(row.data), rota_words.names(tx, parts), parts.clock.now()
    on_call = set(rota_words.ids(tx, parts).values())
    here = {one: name for one, name in names.items() if one in on_call}
    on = ", ".join(here[one] for one in roster.on_duty(now) if one in here)
    nobody = "nobody, as stated" if roster.stated_unstaffed(now) else "everyone, for no shift says who"
    text, gone = rota_file.write(row.data, names), rota.missing(tx, now)
    ahead = duty.ahead(roster, now, here)
    return Shown(text, str(row.id), on or nobody, _holes(parts, row.data), gone=gone, ahead=ahead)


def _example(tx: Session, parts: Parts) -> str:
    row, names = rota.newest(tx), rota_words.names(tx, parts)
    on_call = [one.id for one in rota.whom(tx, parts, "group")]
    zone = row.data["time_zone"] if row else "America/New_York"
    return rota_file.write(duty.example(zone, on_call), names)


def _holes(parts: Parts, data: dict[str, Any]) -> list[str]:
    found = [rota_words.hole(*one) for one in Roster.read(data).holes(parts.clock.now())]
    more = [f"and {len(found) - MOST_SHOWN} more such times"] if len(found) > MOST_SHOWN else []
    return found[:MOST_SHOWN] + more


def _page(pages: Pages, signed: Signed, it: Shown, example: str = "") -> Response:
    may_set = signed.role in roles.ROTA
    return pages.page("rota.html", it.status, signed=signed, it=it, may_set=may_set, example=example)

"""The directory of crisis lines, and "confirmed today"."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from holdfast import signatures
from holdfast.console import audit, roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.proof import NotProven, Proof
from holdfast.console.sessions import Signed
from holdfast.console.signing import read
from holdfast.console.typed import Form, Typed
from holdfast.console.views import lines as view
from holdfast.console.views import words
from holdfast.content import Library
from holdfast.parts import Parts
from holdfast.review.signing import CannotSign

Who = Annotated[Signed, Depends(signed_in)]
# A number can change without a word: it is dialled again twice a year, if nothing else is chosen.
LASTS = timedelta(days=183)


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the list of countries, the page of one, and its form."""
    proof = Proof(parts)

    def now() -> Library:
        return signatures.current(parts.db, parts.library, demo=parts.settings.demo)

    @router.get("/lines")
    @for_roles(roles.ANYONE)
    def countries(signed: Who) -> Response:
        own = parts.settings.region.upper()
        return pages.page("lines.html", signed=signed, countries=view.countries(now(), own), own=own)

    @router.get("/lines/{country}")
    @for_roles(roles.ANYONE)
    def show(country: str, signed: Who, done: int = 0) -> Response:
        with parts.db.read() as tx:
            last = words.last_of(tx, signed.responder_id)
        expires = str(parts.library.today() + LASTS)
        known = {"registration": last.registration, "role": last.role} if last else {}
        return page(country, signed, Form({**known, "expires": expires}), done=max(done, 0))

    @router.post("/lines/{country}")
    @for_roles(roles.STAFF)
    def confirm(request: Request, country: str, signed: Who, typed: Typed) -> Response:
        """They say that they dialled these today, or asked the provider. What is in conflict cannot be confirmed."""
        ours = [one.unit for one in view.entries(now(), country) if one.state != "conflict"]
        try:
            made = read(parts.library, signed, typed, ours)
            trial = proof.trial(request, signed, typed.get("password", ""))
        except CannotSign as fault:
            return page(country, signed, Form(typed, {"": f"{str(fault).capitalize()}."}))
        except NotProven as fault:
            return page(country, signed, Form(typed, {"password": str(fault)}), status=fault.status)
        with parts.db.write() as tx:
            signatures.keep(tx, parts.clock, made.records, trial=trial)
            audit.note(tx, parts, signed, "confirmed_lines", about=made.summary)
        return RedirectResponse(f"/console/lines/{country}?done={len(made.records)}", 303)

    def page(country: str, signed: Signed, form: Form, status: int = 0, done: int = 0) -> Response:
        library = now()
        found = view.entries(library, country)
        if not found:
            raise Stop(404, "Not found", "No line is known for this country.")
        return pages.page(
            "lines_country.html", status or form.status, signed=signed, form=form, entries=found, country=country,
            name=library.countries.names.get(country, country), sentences=view.sentences(library, country),
            ways=view.WAYS, today=library.today(), done=done, may_confirm=signed.role in roles.STAFF,
        )  # fmt: skip

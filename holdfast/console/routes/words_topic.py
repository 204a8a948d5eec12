"""The words of one topic, each piece as it is seen, and the signature under them."""

from collections.abc import Mapping
from functools import cached_property
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
from holdfast.console.signing import Decisions, read
from holdfast.console.typed import Form, Typed
from holdfast.console.views import words as view
from holdfast.content import Library
from holdfast.content.check import findings_of
from holdfast.content.usage import Place, usage
from holdfast.parts import Parts
from holdfast.review import entry, signing
from holdfast.review.signing import CannotSign

Who = Annotated[Signed, Depends(signed_in)]
# A year, as for a sheet (docs/reviewing.md); three at most.
YEARS = 1


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add page and form."""
    topics = Topics(parts, pages)
    router.add_api_route("/words/{kind}/{topic}", topics.show, methods=["GET"])
    router.add_api_route("/words/{kind}/{topic}", topics.sign, methods=["POST"])


class Topics:
    """Each decision covers the words whose hash the page had; nothing is kept unless all of it can be."""

    def __init__(self, parts: Parts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages
        self._proof = Proof(parts)

    @for_roles(roles.STAFF)
    def show(
        self, kind: str, topic: str, signed: Who, show: str = view.WAITING, begin: int = 0, done: int = 0
    ) -> Response:
        """The pieces that wait for whoever looks, or all."""
        return self._page(kind, topic, signed, show, max(begin, 0), self._fresh(signed), done=max(done, 0))

    @for_roles(roles.PEOPLE)
    def sign(self, request: Request, kind: str, topic: str, signed: Who, typed: Typed) -> Response:
        """Keep the decisions, in the name of whoever is signed in."""
        show = view.ALL if typed.get("show") == view.ALL else view.WAITING
        begin = int(typed["begin"]) if typed.get("begin", "").isdecimal() else 0
        try:
            made = read(self._library, signed, typed, view.of_topic(self._library, kind, topic))
            trial = self._proof.trial(request, signed, typed.get("password", ""))
        except CannotSign as fault:
            return self._page(kind, topic, signed, show, begin, Form(typed, {"": f"{_sentence(fault)}."}))
        except NotProven as fault:
            form = Form(typed, {"password": str(fault)})
            return self._page(kind, topic, signed, show, begin, form, status=fault.status)
        self._keep(signed, made, trial=trial)
        return RedirectResponse(f"/console/words/{kind}/{topic}?show={show}&done={len(made.records)}", 303)

    def _keep(self, signed: Signed, made: Decisions, *, trial: bool) -> None:
        with self._parts.db.write() as tx:
            signatures.keep(tx, self._parts.clock, made.records, trial=trial)
            audit.note(tx, self._parts, signed, "signed_words", about=made.summary)

    def _page(
        self, kind: str, topic: str, signed: Signed, show: str, begin: int, form: Form,
        status: int = 0, done: int = 0,
    ) -> Response:  # fmt: skip
        library, me = self._library, signed.responder_id
        units = view.of_topic(library, kind, topic)
        if not units:
            raise Stop(404, "Not found", "There is no such topic.")
        wanted = units if show == view.ALL else [unit for unit in units if view.waits(library, unit, me)]
        shown = wanted[begin : begin + view.SHOWN]
        found = findings_of(library, {unit.name.partition("/")[2] for unit in shown})
        country = self._parts.settings.region.upper() or "US"
        return self._pages.page(
            "words_topic.html",
            status or form.status,
            signed=signed,
            form=form,
            heading=view.heading(kind, topic),
            address=f"/console/words/{kind}/{topic}",
            show=show,
            begin=begin,
            units=len(units),
            count=len(wanted),
            next=begin + view.SHOWN if len(wanted) > begin + view.SHOWN else 0,
            done=done,
            country=country,
            entries=entry.entries(library, shown, country, self._places, found),
            may_sign=signed.role in roles.PEOPLE,
            mine=lambda one: view.decision(one.standing.by, me),
        )

    @property
    def _library(self) -> Library:
        return signatures.current(self._parts.db, self._parts.library, demo=self._parts.settings.demo)

    @cached_property
    def _places(self) -> Mapping[str, list[Place]]:
        return usage(self._parts.library.folder, self._parts.library.scripts)

    def _fresh(self, signed: Signed) -> Form:
        with self._parts.db.read() as tx:
            last = view.last_of(tx, signed.responder_id)
        known = {"registration": last.registration, "role": last.role} if last else {}
        return Form({**known, "expires": str(signing.in_years(self._parts.library.today(), YEARS))})


def _sentence(fault: Exception) -> str:
    return f"{str(fault)[:1].upper()}{str(fault)[1:]}"

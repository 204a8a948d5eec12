"""Passing a person on: ask a colleague, answer such a question, give back; and who was reached on the phone."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from sqlalchemy.orm import Session
from starlette.responses import Response

from holdfast.console import roles
from holdfast.console.door import for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.deeds import Deeds
from holdfast.console.sessions import Signed
from holdfast.handoff import desk, transfer
from holdfast.models import Escalation, Responder
from holdfast.parts import Parts

Who = Annotated[Signed, Depends(signed_in)]
Words = Annotated[str, Form()]


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the buttons."""
    buttons = Buttons(parts, pages)
    for path, press in (
        ("transfer", buttons.transfer),
        ("keep", buttons.keep),
        ("cannot", buttons.cannot),
        ("give-back", buttons.give_back),
        ("reached", buttons.reached),
    ):
        router.add_api_route(f"/escalations/{{escalation_id}}/{path}", press, methods=["POST"])


class Buttons:
    """Accepting is the same button as taking someone whom nobody has."""

    def __init__(self, parts: Parts, pages: Pages) -> None:
        self._parts = parts
        self._deeds = Deeds(parts, pages)

    @for_roles(roles.DESK)
    def transfer(self, escalation_id: str, signed: Who, to: Words = "") -> Response:
        """Ask a colleague to take over."""
        with self._parts.db.read() as tx:
            it = tx.get(Escalation, escalation_id)
            may = {one.id for one in transfer.candidates(tx, self._parts, it)} if it else {to}
        if to not in may:
            return self._deeds.refuse(escalation_id, signed, "Choose a colleague. Nobody was asked.")

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            transfer.offer(tx, self._parts, it, me, to)

        return self._deeds.do(escalation_id, signed, "transfer", deed)

    @for_roles(roles.DESK)
    def keep(self, escalation_id: str, signed: Who) -> Response:
        """Take the question back."""

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            transfer.withdraw(tx, self._parts, it, me)

        return self._deeds.do(escalation_id, signed, "keep", deed)

    @for_roles(roles.DESK)
    def cannot(self, escalation_id: str, signed: Who) -> Response:
        """Whoever was asked cannot; pressed twice, or too late, it changes nothing."""

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            transfer.decline(tx, self._parts, it, me)

        return self._deeds.do(escalation_id, signed, "cannot", deed)

    @for_roles(roles.DESK)
    def give_back(self, escalation_id: str, signed: Who) -> Response:
        """The alerts go on."""

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            desk.give_back(tx, self._parts, it, me)

        return self._deeds.do(escalation_id, signed, "give-back", deed)

    @for_roles(roles.DESK)
    def reached(self, escalation_id: str, signed: Who, whom: Words = "", did: Words = "") -> Response:
        """Somebody was called, and answered or not."""
        with self._parts.db.read() as tx:
            it = tx.get(Escalation, escalation_id)
            known = {it.person_id, *(one.id for one in it.person.contacts)} if it else {whom}
        if whom not in known or did not in ("yes", "no"):
            return self._deeds.refuse(
                escalation_id, signed, "It is not clear who was reached. Nothing was kept."
            )

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            desk.reached(tx, self._parts, it, me, whom, did=did == "yes")

        return self._deeds.do(escalation_id, signed, "reached", deed)

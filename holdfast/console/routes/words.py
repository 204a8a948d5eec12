"""The words: what waits for a signature, and the list of what is signed."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from holdfast import signatures
from holdfast.console import roles
from holdfast.console.door import for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.console.views import words as view
from holdfast.content.reviews import SIGNED
from holdfast.parts import Parts
from holdfast.review import export, signing

Who = Annotated[Signed, Depends(signed_in)]


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the queue and the signed list, to print and as files."""

    @router.get("/words")
    @for_roles(roles.STAFF)
    def queue(signed: Who) -> Response:
        found = view.queue(
            signatures.current(parts.db, parts.library, demo=parts.settings.demo), signed.responder_id
        )
        return pages.page("words.html", signed=signed, it=found, may_hear=signed.role in roles.PEOPLE)

    @router.get("/words/signed")
    @for_roles(roles.STAFF)
    def listed(signed: Who) -> Response:
        library = signatures.current(parts.db, parts.library, demo=parts.settings.demo)
        rows = [
            (unit, it) for unit in library.units.values() if (it := library.standing(unit)).state == SIGNED
        ]
        return pages.page(
            "words_signed.html", signed=signed, rows=rows, total=len(library.units), today=library.today()
        )

    @router.get("/words/signed.csv")
    @for_roles(roles.STAFF)
    def table() -> Response:
        library = signatures.current(parts.db, parts.library, demo=parts.settings.demo)
        rows = [unit for unit in library.units.values() if library.standing(unit).state == SIGNED]
        return _file(export.csv_of(library, rows), "text/csv", "signed-words.csv")

    @router.get("/words/records.yml")
    @for_roles(roles.STAFF)
    def records() -> Response:
        """For the folder of review records of another installation."""
        with parts.db.read() as tx:
            given = signatures.given(tx, trials=False)
        return _file(signing.as_file(given), "application/yaml", "console.yml")


def _file(text: str, kind: str, name: str) -> Response:
    return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

"""The policy in words, for everyone at the desk."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from holdfast import signatures
from holdfast.console import roles
from holdfast.console.door import for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.console.views import policy as view
from holdfast.parts import Parts


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the page."""

    @router.get("/policy")
    @for_roles(roles.ANYONE)
    def show(signed: Annotated[Signed, Depends(signed_in)]) -> Response:
        library = signatures.current(parts.db, parts.library, demo=parts.settings.demo)
        return pages.page("policy.html", signed=signed, it=view.read(parts, library), span=view.span)

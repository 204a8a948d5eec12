"""Templates, with everything escaped, and static files, known by the hash of their content."""

import hashlib
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from holdfast.console import fields, roles, wording
from holdfast.parts import Parts

HERE = Path(__file__).parent
# Part of the service -> its state in words (wording.HEALTHY: every other word is shown as a warning).
HealthCheck = Callable[[], dict[str, str]]


class Pages:
    """Renders templates of the console."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._files = {path.name: path.read_bytes() for path in (HERE / "static").iterdir()}
        everything = b"".join(name.encode() + data for name, data in sorted(self._files.items()))
        self._version = hashlib.sha256(everything).hexdigest()[:12]
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            words=wording,
            fields=fields,
            links=roles.links,
            static=self.static_address,
            demo=parts.settings.demo,
            service=parts.settings.service_name,
        )
        self._environment.filters["span"] = wording.span
        self._environment.filters["ago"] = lambda at: wording.ago(parts.clock.now() - at)

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page."""
        values.setdefault("here", roles.section(template.removesuffix(".html")))
        return HTMLResponse(self._environment.get_template(template).render(**values), status)

    def stop(self, status: int, title: str, text: str) -> HTMLResponse:
        """A page that says why it goes no further."""
        return self.page("stop.html", status, title=title, text=text)

    def static_address(self, name: str) -> str:
        """The address of a static file; it changes when any of them does, so that scripts never mix."""
        return f"/console/static/{self._version}/{name}"

    def static(self, version: str, name: str) -> Response | None:
        """A static file, or None when there is no such file."""
        if name not in self._files:
            return None
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        keep = "public, max-age=31536000, immutable" if version == self._version else "no-store"
        return Response(self._files[name], media_type=kind, headers={"Cache-Control": keep})

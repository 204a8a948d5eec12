"""Who is asking: the session of the bearer token."""

import asyncio
from typing import Annotated

import sqlalchemy as sa
from fastapi import Header, HTTPException

from holdfast.channels.session import Known, Sessions


class Bearer:
    """A dependency of every route that shows or takes what belongs to a person."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions

    async def __call__(self, authorization: Annotated[str | None, Header()] = None) -> Known:
        """The session. 401 without a valid token; 503 when it cannot be looked up."""
        scheme, _, token = (authorization or "").partition(" ")
        token = token.strip() if scheme.lower() == "bearer" else ""
        known = self.sessions.seen(token)
        try:
            if known is None and token:
                known = await asyncio.to_thread(self.sessions.find, token)
        except sa.exc.SQLAlchemyError as fault:
            raise HTTPException(503, "the session cannot be looked up now", {"Retry-After": "5"}) from fault
        if known is None:
            raise HTTPException(
                401, "a valid session token is needed", headers={"WWW-Authenticate": "Bearer"}
            )
        return known

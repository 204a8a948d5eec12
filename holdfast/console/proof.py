"""The password once more, before something that is done in one's own name."""

from starlette.requests import Request

from holdfast.console import accounts
from holdfast.console.attempts import Attempts
from holdfast.console.sessions import Signed
from holdfast.log import logger
from holdfast.models import Responder
from holdfast.parts import Parts

log = logger()


class NotProven(Exception):
    """It is not certain that this is who is signed in. The message is for them."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Proof:
    """Asks for the password of whoever is signed in, a few times only."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._attempts = Attempts()

    def trial(self, request: Request, signed: Signed, password: str) -> bool:
        """Whether it was the demonstration's own password, which proves nothing outside it. Raises NotProven."""
        address, now = request.client.host if request.client else "", self._parts.clock.now()
        if not self._attempts.allowed(signed.responder_id, address, now):
            raise NotProven(429, "Too many tries. Please wait ten minutes.")
        with self._parts.db.read() as tx:
            account = tx.get_one(Responder, signed.responder_id)
            known = [(account.id, account.password_hash)] if account.password_hash else []
        if accounts.match(known, password, demo=self._parts.settings.demo) is None:
            self._attempts.failed(signed.responder_id, address, now)
            log.warning("console_proof_failed", responder=signed.responder_id)
            raise NotProven(422, "This is not your password.")
        self._attempts.succeeded(signed.responder_id, address)
        return password == accounts.DEMO_PASSWORD

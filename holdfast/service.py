"""The service: the front door with its worker, in one process. `python -m holdfast.serve` runs it."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount

from holdfast import console, crash, log, signatures, simulator, start
from holdfast.callout import SIGNATURES, Callout
from holdfast.catching_up import CatchingUp
from holdfast.channels import (
    calm,
    health,
    leaving,
    metrics,
    plan,
    public,
    refusal,
    sms,
    stream,
    voice,
    web,
)
from holdfast.channels.bearer import Bearer
from holdfast.channels.door import Door
from holdfast.channels.headers import Headers
from holdfast.channels.session import Sessions
from holdfast.channels.signed import Signed
from holdfast.channels.size import Size
from holdfast.console import accounts
from holdfast.content import ContentError
from holdfast.delivery import canary
from holdfast.delivery.twilio_account import TwilioAccount
from holdfast.delivery.twilio_caller import TwilioCaller
from holdfast.delivery.twilio_sender import TwilioSender
from holdfast.demo import clinic
from holdfast.dialogue.rasa import Rasa
from holdfast.errors import SettingsError
from holdfast.handoff import incident
from holdfast.models import STAFF, Responder
from holdfast.parts import Parts
from holdfast.settings import Settings
from holdfast.simulator import phones
from holdfast.spool import Spool
from holdfast.worker import Worker

DEFAULT_PORT = 8000
THREADS = 64


def create(settings: Settings, port: int) -> FastAPI:
    """The application. Raises SettingsError naming every reason why it must not start."""
    if reasons := start.reasons(settings):
        raise SettingsError(reasons)
    simulated = settings.simulated
    if simulated:
        settings = settings.with_simulator(port)
    parts = Parts.assemble(settings)
    spool = Spool(settings.folder / "spool", parts.keys.own())
    rasa = Rasa(settings)
    callout = Callout(parts)
    door = Door(parts, spool, callout)
    signed = Signed(parts, lambda: callout.page(SIGNATURES))
    hands = _worker(parts, rasa, spool, callout, signed)
    state = health.Health(parts, rasa, spool, hands.pulse)
    _prepare(parts)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        # More than the outbox can hold up at once, so that a slow provider keeps no stream and no turn waiting.
        loop.set_default_executor(ThreadPoolExecutor(THREADS, "holdfast"))
        parts.wakes.attach(loop)
        # Rules and words stay for good: no pause of the collector goes through them again.
        gc.freeze()
        gc.enable()
        worker = asyncio.create_task(hands.run())
        yield
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        if twilio is not None:
            await twilio.close()
        await rasa.close()
        parts.db.close()

    app = FastAPI(title="Holdfast", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    bearer = Bearer(Sessions(parts))
    app.include_router(web.router(parts, door, bearer))
    app.include_router(stream.router(parts, bearer))
    app.include_router(plan.router(parts, bearer))
    app.include_router(leaving.router(parts, bearer))
    app.include_router(sms.router(parts, door, signed))
    app.include_router(voice.router(parts, door, signed))
    app.include_router(health.router(state))
    app.include_router(metrics.router(parts, state))
    app.include_router(public.router(parts, phones=simulated))
    app.include_router(calm.router(parts))
    app.include_router(console.router(parts, state.strip))
    app.router.routes.append(public.static())
    twilio = _simulate(app, parts, settings) if simulated else None
    refusal.install(app, parts, door)
    app.add_middleware(Size)
    origins = [origin.strip() for origin in settings.allowed_origins.split(",") if origin.strip()]
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
        )
    app.add_middleware(Headers)
    return app


def _prepare(parts: Parts) -> None:
    """What a start brings the record up to date with; in demo mode its people and their accounts."""
    with parts.db.write() as tx:
        incident.end(tx, parts, incident.UNSIGNED)  # a start is refused while anything is unsigned
    if parts.settings.demo:
        clinic.prepare(parts)
        _demo_accounts(parts)


def _worker(parts: Parts, rasa: Rasa, spool: Spool, callout: Callout, signed: Signed) -> Worker:
    """With what it does beside the conversations: who is on call, and texts that never reached us or were refused."""
    sender = TwilioSender(parts.settings)
    missed = CatchingUp(parts, TwilioAccount(parts.settings, sender))
    reviews, demo = parts.library.reviews, parts.settings.demo
    also = {
        "callout": (20.0, callout.refresh),
        "catching_up": (60.0, missed.look),
        "quarantine": (30.0, signed.readmit),
        "signatures": (signatures.EVERY_S, lambda: signatures.refresh(parts.db, reviews, demo=demo)),
    }
    ring_s = int(parts.policy.data["calls"]["ring_s"])
    caller = TwilioCaller(parts.settings, ring_s, sender) if parts.settings.calls else None
    return Worker(parts, rasa, canary.Aside(sender), spool, also, caller)


def _simulate(app: FastAPI, parts: Parts, settings: Settings) -> simulator.Twilio:
    """Phones of our own: the part of Twilio's API that we use, under the address the sender is given."""
    stopped = {"line": parts.library.lines.line(None, "sms"), "service": settings.service_name}
    twilio = simulator.Twilio(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        settings.twilio_from,
        settings.public_url,
        stop_words=simulator.ADVISED_STOP_WORDS,
        carrier_words={"STOP": parts.library.render("utter_stopped", "sms", stopped).text},
    )
    app.router.routes.append(Mount("/simulator", routes=simulator.routes(twilio)))
    app.router.routes.extend(phones.routes(parts, twilio))
    return twilio


def _demo_accounts(parts: Parts) -> None:
    """The ready-made accounts of the demonstration, marked as such on the sign-in page."""
    with parts.db.write() as tx:
        for responder in tx.query(Responder).filter(Responder.password_hash.is_(None), *STAFF):
            accounts.set_password(tx, responder, accounts.DEMO_PASSWORD)


def main() -> int:
    """Run until told to stop. What stands in the way of a start is named, every reason on a line."""
    log.configure()
    # Threads hand over sooner than Python's 5 ms, so that an answer does not wait for work in the background.
    sys.setswitchinterval(0.001)
    try:
        settings = Settings.read()
        port = int(settings.port) if settings.port.isdecimal() else DEFAULT_PORT
        app = create(settings, port)
        crash.arm(settings.crash_file)
    except (SettingsError, ContentError) as fault:
        for reason in getattr(fault, "reasons", [str(fault)]):
            print(f"holdfast: {reason}", file=sys.stderr)
        return 2
    uvicorn.run(
        app, host="127.0.0.1", port=port, log_config=None, access_log=False, timeout_graceful_shutdown=3
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

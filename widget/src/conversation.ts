/** One conversation: session, messages out, news in. Knows nothing of how it is shown. */
import { Api } from "./api";
import { Feed } from "./feed";
import { Outbox } from "./outbox";
import { Pause } from "./pause";
import { Session } from "./session";
import { Transcript, whoIsHere, type Here } from "./transcript";
import type { ChatEvent, Mine } from "./types";
import { Unanswered } from "./unanswered";

export interface Listener {
  changed(): void;
  /** New events, in order. `live` is false for what was said before this page was loaded. */
  heard(events: ChatEvent[], live: boolean): void;
  renewed(): void;
}

/** As many events at once mean that there may be more. */
const FULL_PAGE = 50;

export class Conversation {
  state: "idle" | "connecting" | "ready" | "closed" = "idle";
  reached = true;
  readonly transcript = new Transcript();
  readonly api: Api;
  readonly #outbox: Outbox;
  readonly #feed: Feed;
  readonly #pause = new Pause();
  readonly #unanswered: Unanswered;
  #code: string | null = null;
  #renewing: Promise<boolean> | null = null;

  constructor(base: string, readonly listener: Listener) {
    this.api = new Api(base, new Session(base));
    this.#unanswered = new Unanswered(() => listener.changed());
    this.#outbox = new Outbox({
      send: (mine) => this.api.send(mine),
      renew: () => this.#renew(),
      ready: () => this.state === "ready",
      answered: (mine, answer) => {
        this.#reach(true);
        this.#hear(answer.events ?? [], true);
        // With people the program is silent on purpose; and the answer may have come by the stream already.
        if (this.#unanswered.heardSince(mine) || ["human", "waiting"].includes(this.here.who)) this.#unanswered.settle();
      },
      changed: () => {
        this.#keep();
        this.#unanswered.keep((mine) => mine.state !== "refused");
        listener.changed();
      },
    });
    this.#feed = new Feed({
      stream: (after, signal) => this.api.stream(after, signal),
      poll: (after) => this.api.poll(after),
      heard: (events) => this.#hear(events, true),
      reached: (yes) => this.#reach(yes),
      unknown: () => void this.#renew(),
    });
  }

  /** Begins, or goes on with what this tab began before. Safe to call again. */
  async open(code: string | null): Promise<void> {
    this.#code = code ?? this.#code;
    if (this.state !== "idle") return;
    this.state = "connecting";
    this.#restore();
    this.listener.changed();
    const resumed = this.api.session.token !== null && (await this.#resume());
    if (!resumed && !(await this.#begin())) return;
    this.#ready();
  }

  get here(): Here {
    return whoIsHere(this.transcript.events);
  }

  get late(): "unsent" | "sent" | null {
    return this.#unanswered.late;
  }

  say(text: string, choice: string | null = null): void {
    if (this.state === "closed") {
      this.state = "idle";
      void this.open(null);
    }
    const mine = this.#outbox.add(text, choice);
    this.#show(mine);
    this.#keep();
    this.listener.changed();
  }

  /** Gives back what could not be sent because there is no session to send it in. */
  takeUnsent(): Mine[] {
    const unsent = this.#outbox.queue.splice(0);
    for (const mine of unsent) this.transcript.forget(mine);
    this.#unanswered.keep(() => false);
    this.#keep();
    return unsent;
  }

  /** Everything that waits is tried now. */
  wake(): void {
    this.#pause.cut();
    this.#feed.wake();
    if (this.state === "ready") void this.#outbox.go();
  }

  /** Ends everything here and forgets the session. An escalation at the service stays open. */
  forget(): void {
    this.stop();
    this.api.session.forget();
  }

  stop(): void {
    this.#outbox.stop();
    this.#feed.stop();
    this.#pause.end();
  }

  #show(mine: Mine): void {
    this.transcript.add(mine);
    this.#unanswered.add(mine);
  }

  #keep(): void {
    if (!this.#pause.ended) this.api.session.unsent = this.#outbox.queue;
  }

  /** What was written before a reload and never acknowledged is shown again, and goes out as soon as it can. */
  #restore(): void {
    this.#outbox.restore(this.api.session.unsent);
    for (const mine of this.#outbox.queue) this.#show(mine);
  }

  /** Own words on their way stand after what is on record; what the record has by now needs no sending. */
  #replace(): void {
    for (const mine of [...this.#outbox.queue]) {
      const known = !this.transcript.holds(mine);
      this.transcript.forget(mine);
      if (known) this.#outbox.drop(mine);
      else this.transcript.add(mine);
    }
    this.#unanswered.keep((mine) => this.#outbox.queue.includes(mine));
    this.#keep();
  }

  /** Goes on with the session that this tab had before. */
  async #resume(): Promise<boolean> {
    const known = await this.#persist(async () => {
      for (let more = true; more; ) {
        const events = await this.api.poll(this.#feed.cursor);
        this.#feed.cursor = Math.max(this.#feed.cursor, ...events.map((event) => event.seq));
        this.#hear(events, false);
        more = events.length >= FULL_PAGE;
      }
    });
    if (known) this.#replace();
    else if (!this.#pause.ended) this.api.session.token = null;
    return known;
  }

  async #begin(): Promise<boolean> {
    const begun = await this.#persist(async () => {
      const started = await this.api.start(this.#code);
      if (this.#pause.ended) return;
      // An invite opens one session; asked for another, the service would refuse the same code.
      this.#code = null;
      this.api.session.token = started.token;
      if (started.events) this.#hear(started.events, true);
    });
    if (!begun && !this.#pause.ended) {
      this.state = "closed";
      this.listener.changed();
    }
    return begun;
  }

  #persist(attempt: () => Promise<void>): Promise<boolean> {
    return this.#pause.until(attempt, () => this.#reach(false));
  }

  /** The service no longer knows the token: one new session, however many callers noticed. */
  #renew(): Promise<boolean> {
    this.#renewing ??= (async () => {
      this.#feed.stop();
      if (this.state === "closed") return false;
      this.state = "connecting";
      this.api.session.token = null;
      this.transcript.restart();
      this.#feed.cursor = 0;
      this.listener.changed();
      if (!(await this.#begin())) return false;
      this.listener.renewed();
      this.#ready();
      return true;
    })().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  #ready(): void {
    if (this.#pause.ended) return;
    this.state = "ready";
    this.#reach(true);
    this.#feed.start();
    void this.#outbox.go();
    this.listener.changed();
  }

  #hear(events: ChatEvent[], live: boolean): void {
    const fresh = this.transcript.apply(events);
    if (!fresh.length) return;
    if (live && fresh.some((event) => event.sender !== "person")) {
      this.#unanswered.heard();
    }
    this.listener.heard(fresh, live);
    this.listener.changed();
  }

  #reach(yes: boolean): void {
    if (this.reached === yes) return;
    this.reached = yes;
    this.listener.changed();
  }
}

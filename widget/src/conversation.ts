/** One conversation: session, messages out, news in. Knows nothing of how it is shown. */
import { Api, Refused } from "./api";
import { Feed } from "./feed";
import { Outbox } from "./outbox";
import { Pause, backoff } from "./pause";
import { Session } from "./session";
import { Transcript, whoIsHere, type Here } from "./transcript";
import type { ChatEvent, Lines, Mine } from "./types";

export interface Listener {
  changed(): void;
  /** New events, in order. `live` is false for what was said before this page was loaded. */
  heard(events: ChatEvent[], live: boolean): void;
  renewed(): void;
}

/** How long a person waits for an answer before they are shown what else they can do. */
export const LATE_MS = 8_000;
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
  /** When the other side was last heard. */
  #heard = 0;
  #stopped = false;
  #code: string | null = null;
  /** Messages of one's own that still have no answer, oldest first. */
  #asked: Mine[] = [];
  #renewing: Promise<boolean> | null = null;

  constructor(base: string, readonly listener: Listener) {
    this.api = new Api(base, new Session(base));
    this.#outbox = new Outbox({
      send: (mine) => this.api.send(mine),
      renew: () => this.#renew(),
      ready: () => this.state === "ready",
      answered: (mine, answer) => {
        this.#reach(true);
        this.#hear(answer.events ?? [], true);
        // With people the program is silent on purpose; and the answer may have come by the stream already.
        if (this.#heard >= mine.written || ["human", "waiting"].includes(this.here.who)) this.#settle();
      },
      changed: () => {
        this.#keep();
        this.#asked = this.#asked.filter((mine) => mine.state !== "refused");
        this.listener.changed();
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
    const oldest = this.#asked[0];
    if (!oldest || Date.now() - oldest.written < LATE_MS) return null;
    return oldest.state === "sent" ? "sent" : "unsent";
  }

  say(text: string, choice: string | null = null): void {
    if (this.state === "closed") {
      this.state = "idle";
      void this.open(null);
    }
    const mine = this.#outbox.add(text, choice);
    this.transcript.add(mine);
    this.#await(mine);
    this.#keep();
    this.listener.changed();
  }

  /** Gives back what could not be sent because there is no session to send it in. */
  takeUnsent(): Mine[] {
    const unsent = this.#outbox.queue.splice(0);
    for (const mine of unsent) this.transcript.forget(mine);
    this.#asked = [];
    this.#keep();
    return unsent;
  }

  /** Everything that waits is tried now. */
  wake(): void {
    this.#pause.cut();
    this.#feed.wake();
    if (this.state === "ready") void this.#outbox.go();
  }

  lines(region: string): Promise<Lines> {
    return this.api.lines(region);
  }

  /** Ends everything here and forgets the session. An escalation at the service stays open. */
  forget(): void {
    this.stop();
    this.api.session.forget();
  }

  stop(): void {
    this.#stopped = true;
    this.#outbox.stop();
    this.#feed.stop();
    this.#pause.cut();
  }

  #await(mine: Mine): void {
    this.#asked.push(mine);
    setTimeout(() => this.listener.changed(), LATE_MS + 20);
  }

  #keep(): void {
    if (!this.#stopped) this.api.session.unsent = this.#outbox.queue;
  }

  /** What was written before a reload and never acknowledged is shown again, and goes out as soon as it can. */
  #restore(): void {
    this.#outbox.restore(this.api.session.unsent);
    for (const mine of this.#outbox.queue) {
      this.transcript.add(mine);
      this.#await(mine);
    }
  }

  /** Own words on their way stand after what is on record; what the record has by now needs no sending. */
  #replace(): void {
    for (const mine of [...this.#outbox.queue]) {
      const known = !this.transcript.holds(mine);
      this.transcript.forget(mine);
      if (known) this.#outbox.drop(mine);
      else this.transcript.add(mine);
    }
    this.#asked = this.#asked.filter((mine) => this.#outbox.queue.includes(mine));
    this.#keep();
  }

  async #resume(): Promise<boolean> {
    for (let tries = 0; !this.#stopped; tries++) {
      try {
        for (let more = true; more; ) {
          const events = await this.api.poll(this.#feed.cursor);
          this.#feed.cursor = Math.max(this.#feed.cursor, ...events.map((event) => event.seq));
          this.#hear(events, false);
          more = events.length >= FULL_PAGE;
        }
        this.#replace();
        return true;
      } catch (error) {
        if (error instanceof Refused && error.status >= 400 && error.status < 429) {
          this.api.session.token = null;
          return false;
        }
        this.#reach(false);
        await this.#pause.for(backoff(tries));
      }
    }
    return false;
  }

  async #begin(): Promise<boolean> {
    for (let tries = 0; !this.#stopped; tries++) {
      try {
        const started = await this.api.start(this.#code);
        if (this.#stopped) return false;
        // An invite opens one session; asked for another, the service would refuse the same code.
        this.#code = null;
        this.api.session.token = started.token;
        if (started.events) this.#hear(started.events, true);
        return true;
      } catch (error) {
        if (error instanceof Refused && error.status >= 400 && error.status < 429) {
          this.state = "closed";
          this.listener.changed();
          return false;
        }
        this.#reach(false);
        await this.#pause.for(backoff(tries));
      }
    }
    return false;
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
    if (this.#stopped) return;
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
      this.#heard = Date.now();
      this.#settle();
    }
    this.listener.heard(fresh, live);
    this.listener.changed();
  }

  #settle(): void {
    this.#asked = this.#asked.filter((mine) => mine.state !== "sent");
  }

  #reach(yes: boolean): void {
    if (this.reached === yes) return;
    this.reached = yes;
    this.listener.changed();
  }
}

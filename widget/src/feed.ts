/** What the service says, as it says it: one stream, and plain asking beside it when a proxy holds the stream back. */
import { createParser } from "eventsource-parser";
import { Refused } from "./api";
import { Pause, backoff } from "./pause";
import type { ChatEvent } from "./types";

export interface Source {
  stream(after: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  poll(after: number): Promise<ChatEvent[]>;
  heard(events: ChatEvent[]): void;
  reached(yes: boolean): void;
  unknown(): void;
}

export interface Patience {
  /** No byte for this long after opening: ask as well. */
  first: number;
  /** No byte for this long later on: ask as well. */
  quiet: number;
  /** No byte for this long: open the stream anew. */
  dead: number;
  /** Between two questions. */
  ask: number;
}

const PATIENCE: Patience = { first: 2_500, quiet: 20_000, dead: 60_000, ask: 2_000 };

export class Feed {
  /** The newest number that came in order by stream or by asking; answers to own messages do not move it. */
  cursor = 0;
  #stop: AbortController | null = null;
  #attempt: AbortController | null = null;
  #lastByte = 0;
  #spoke = false;
  readonly #pause = new Pause();

  constructor(readonly source: Source, readonly patience: Patience = PATIENCE) {}

  start(): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    void this.#run(this.#stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#attempt?.abort();
    this.#stop = null;
    this.#pause.cut();
  }

  /** The network or the tab came back: do not wait for the next turn. */
  wake(): void {
    if (this.#attempt && Date.now() - this.#lastByte > this.patience.quiet) this.#attempt.abort();
    this.#pause.cut();
  }

  async #run(stopped: AbortSignal): Promise<void> {
    for (let tries = 0; !stopped.aborted; tries++) {
      const attempt = (this.#attempt = new AbortController());
      this.#lastByte = Date.now();
      this.#spoke = false;
      const watch = this.#watch(attempt);
      try {
        await this.#read(attempt.signal);
      } catch (error) {
        if (error instanceof Refused && error.status === 401 && !stopped.aborted) {
          this.stop();
          this.source.unknown();
        }
        // Anything else is a break in the line: asked and opened again below.
      } finally {
        clearInterval(watch);
        attempt.abort();
      }
      if (stopped.aborted) return;
      if (this.#spoke) tries = 0;
      await this.#ask(stopped, true);
      if (!stopped.aborted) await this.#pause.for(backoff(tries));
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    const reader = (await this.source.stream(this.cursor, signal)).getReader();
    const decoder = new TextDecoder();
    const parser = createParser({
      onEvent: ({ id, data }) => {
        const event = read(data);
        if (event) this.#take([{ ...event, seq: event.seq ?? Number(id) }]);
      },
    });
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.#lastByte = Date.now();
      this.#spoke = true;
      this.source.reached(true);
      parser.feed(decoder.decode(value, { stream: true }));
    }
  }

  /** Asks beside a stream that stays silent, and gives up on one that is dead. */
  #watch(attempt: AbortController): ReturnType<typeof setInterval> {
    let asking = false;
    return setInterval(() => {
      const silent = Date.now() - this.#lastByte;
      if (silent > this.patience.dead) return attempt.abort();
      if (asking || silent < (this.#spoke ? this.patience.quiet : this.patience.first)) return;
      asking = true;
      void this.#ask(attempt.signal, false).finally(() => (asking = false));
    }, this.patience.ask);
  }

  async #ask(stopped: AbortSignal, broken: boolean): Promise<void> {
    try {
      const events = await this.source.poll(this.cursor);
      if (stopped.aborted) return;
      this.source.reached(true);
      this.#take(events);
    } catch (error) {
      if (stopped.aborted) return;
      if (error instanceof Refused && error.status === 401) {
        this.stop();
        this.source.unknown();
      } else if (broken || !(error instanceof Refused)) {
        this.source.reached(false);
      }
    }
  }

  #take(events: ChatEvent[]): void {
    for (const event of events) this.cursor = Math.max(this.cursor, event.seq);
    if (events.length) this.source.heard(events);
  }
}

/** A line that is no event (a greeting, a later kind of news) is not ours to act on. */
function read(data: string): ChatEvent | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null && "type" in value ? (value as ChatEvent) : null;
  } catch {
    return null;
  }
}

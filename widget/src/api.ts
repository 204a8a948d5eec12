/** Calls to the service. The token travels in a header only, never in an address. */
import type { ChatEvent, Lines, Mine, Plan } from "./types";
import type { Words } from "./words";
import type { Session } from "./session";

/** The service answered, and the answer was no. */
export class Refused extends Error {
  constructor(readonly status: number, readonly retryAfter: number) {
    super(`refused with ${status}`);
  }
}

export interface Answer {
  message_id: string;
  level: string;
  events: ChatEvent[];
}

const DEADLINE_MS = 10_000;
/** Browsers refuse `keepalive` bodies above 64 KB; below this a message outlives the page it was sent from. */
const KEEPALIVE_CHARS = 15_000;

export class Api {
  constructor(readonly base: string, readonly session: Session) {}

  start(code: string | null): Promise<{ token: string; events?: ChatEvent[] }> {
    return this.#json("/sessions", { method: "POST", body: JSON.stringify(code ? { code } : {}) }, false);
  }

  send(mine: Mine): Promise<Answer> {
    const what = mine.choice === null ? { text: mine.text } : { choice: mine.choice };
    const body = JSON.stringify({ client_id: mine.clientId, ...what });
    return this.#json("/messages", { method: "POST", body, keepalive: body.length < KEEPALIVE_CHARS });
  }

  async poll(after: number): Promise<ChatEvent[]> {
    const answer = await this.#json<ChatEvent[] | { events: ChatEvent[] }>(`/events?after=${after}&wait=0&own=1`);
    return Array.isArray(answer) ? answer : answer.events;
  }

  words(lang: string): Promise<Words> {
    return this.#json(`/words?lang=${encodeURIComponent(lang)}`, {}, false);
  }

  lines(region: string): Promise<Lines> {
    return this.#json(`/lines?region=${encodeURIComponent(region)}`, {}, false);
  }

  plan(): Promise<Plan> {
    return this.#json("/plan");
  }

  /** Tells the service that the person left by the exit. Nothing waits for it. */
  left(): void {
    if (this.session.token) void this.#fetch("/leave", { method: "POST", keepalive: true }).catch(() => undefined);
  }

  async stream(after: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (after > 0) headers["last-event-id"] = String(after);
    const response = await this.#fetch("/events?own=1", { headers, signal });
    if (!response.ok) throw new Refused(response.status, 0);
    if (!response.body) throw new TypeError("no stream");
    return response.body;
  }

  async #json<T>(path: string, init: RequestInit = {}, signed = true): Promise<T> {
    const response = await this.#fetch(path, { ...init, signal: AbortSignal.timeout(DEADLINE_MS) }, signed);
    if (!response.ok) throw new Refused(response.status, Number(response.headers.get("retry-after")) || 0);
    return (await response.json()) as T;
  }

  #fetch(path: string, init: RequestInit, signed = true): Promise<Response> {
    const headers = new Headers(init.headers);
    if (init.body) headers.set("content-type", "application/json");
    if (signed && this.session.token) headers.set("authorization", `Bearer ${this.session.token}`);
    return fetch(`${this.base}/api/chat${path}`, {
      ...init,
      headers,
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  }
}

/** Messages on their way out: in order, one at a time, the same id again until the service has answered. */
import { Refused, type Answer } from "./api";
import { Pause, backoff } from "./pause";
import type { Mine } from "./types";

export interface Post {
  /** Is there a session to send in? Until then messages wait. */
  ready(): boolean;
  send(mine: Mine): Promise<Answer>;
  /** Called after a 401. True: there is a new session, go on. False: wait for `go()`. */
  renew(): Promise<boolean>;
  answered(mine: Mine, answer: Answer): void;
  changed(): void;
}

/** Answers that mean "never, with these words"; every other failure is tried again. */
const FINAL = new Set([400, 403, 404, 410, 413, 415, 422]);

export class Outbox {
  readonly queue: Mine[] = [];
  #busy = false;
  readonly #pause = new Pause();

  constructor(readonly post: Post) {}

  add(text: string, choice: string | null): Mine {
    const clientId = newId();
    const mine: Mine = { clientId, text, choice, state: "sending", reason: 0, written: Date.now() };
    this.queue.push(mine);
    void this.go();
    return mine;
  }

  /** What an earlier load of this page did not get sent: the same ids, so that nothing is said twice. */
  restore(mines: readonly Mine[]): void {
    this.queue.unshift(...mines.map((mine) => ({ ...mine, state: "retrying" as const })));
  }

  /** Tries again now. Safe to call at any time. */
  async go(): Promise<void> {
    this.#pause.cut();
    if (this.#busy || !this.post.ready()) return;
    this.#busy = true;
    for (let tries = 0; this.queue.length && !this.#pause.ended; ) {
      const mine = this.queue[0]!;
      try {
        const answer = await this.post.send(mine);
        mine.state = "sent";
        this.drop(mine);
        tries = 0;
        this.post.answered(mine, answer);
      } catch (error) {
        const refused = error instanceof Refused ? error : null;
        if (refused?.status === 401) {
          mine.state = "retrying";
          this.post.changed();
          if (!(await this.post.renew())) break;
        } else if (refused && FINAL.has(refused.status)) {
          mine.state = "refused";
          mine.reason = refused.status;
          this.drop(mine);
        } else {
          mine.state = "retrying";
          this.post.changed();
          await this.#pause.for((refused?.retryAfter ?? 0) * 1000 || backoff(tries++));
        }
      }
      this.post.changed();
    }
    this.#busy = false;
  }

  stop(): void {
    this.#pause.end();
  }

  drop(mine: Mine): void {
    const at = this.queue.indexOf(mine);
    if (at >= 0) this.queue.splice(at, 1);
  }
}

/** `randomUUID` exists on secure pages only; a clinic's test page may be plain http. */
function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

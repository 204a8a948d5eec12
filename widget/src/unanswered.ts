/** Messages of one's own that have no answer yet: after eight seconds a person is shown what else they can do. */
import type { Mine } from "./types";

/** How long a person waits for an answer before that. */
export const LATE_MS = 8_000;

export class Unanswered {
  /** Oldest first. */
  #asked: Mine[] = [];
  /** When the other side was last heard. */
  #heard = 0;

  constructor(private readonly changed: () => void) {}

  /** Whether the oldest waits too long, and whether it has been sent at least. */
  get late(): "unsent" | "sent" | null {
    const oldest = this.#asked[0];
    if (!oldest || Date.now() - oldest.written < LATE_MS) return null;
    return oldest.state === "sent" ? "sent" : "unsent";
  }

  add(mine: Mine): void {
    this.#asked.push(mine);
    setTimeout(this.changed, LATE_MS + 20);
  }

  /** Something was said: it answers all that had been sent. */
  heard(): void {
    this.#heard = Date.now();
    this.settle();
  }

  heardSince(mine: Mine): boolean {
    return this.#heard >= mine.written;
  }

  settle(): void {
    this.keep((mine) => mine.state !== "sent");
  }

  keep(waits: (mine: Mine) => boolean): void {
    this.#asked = this.#asked.filter(waits);
  }
}

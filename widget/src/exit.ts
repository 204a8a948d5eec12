/** Leaving at once: blank first, forget what is ours, then another page in place of this one. */

export interface Exit {
  address: string;
  forget(): void;
}

/** Shows nothing of this page from this instant on. Styles set from script are allowed by a strict CSP. */
function blank(): void {
  document.title = "…";
  document.documentElement.style.setProperty("background", "#fff", "important");
  document.body.style.setProperty("display", "none", "important");
}

export function leave({ address, forget }: Exit): void {
  blank();
  try {
    forget();
  } finally {
    location.replace(address);
  }
}

const WITHIN_MS = 5_000;

/** Counts presses of Shift alone. Sent by physical keys only: a screen keyboard has no `code` for it. */
export class ShiftPresses {
  #count = 0;
  #last = 0;
  #alone = false;

  /** Presses still missing, or null when this event is none of them. 0 means: leave. */
  hear(event: Pick<KeyboardEvent, "type" | "code" | "repeat">, now = Date.now()): number | null {
    const shift = event.code === "ShiftLeft" || event.code === "ShiftRight";
    if (event.type === "keydown") {
      if (!shift) this.#count = 0;
      if (!event.repeat) this.#alone = shift;
      return null;
    }
    if (!shift || !this.#alone) return null;
    this.#count = now - this.#last > WITHIN_MS ? 1 : this.#count + 1;
    this.#last = now;
    this.#alone = false;
    const missing = 3 - this.#count;
    if (missing <= 0) this.#count = 0;
    return Math.max(0, missing);
  }
}

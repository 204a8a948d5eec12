/** Waiting that can be cut short: by news that the network is back, by a press of "Try now", or by the end. */
import { Refused } from "./api";

export class Pause {
  ended = false;
  #wake: (() => void) | null = null;

  for(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
      this.#wake = done;
    });
  }

  /** Tries until it works, which gives true; or until there is a no for good or the end, which gives false. */
  async until(attempt: () => Promise<void>, failed: () => void): Promise<boolean> {
    for (let tries = 0; !this.ended; ) {
      try {
        await attempt();
        return !this.ended;
      } catch (error) {
        if (error instanceof Refused && error.status >= 400 && error.status < 429) return false;
        failed();
        await this.for(backoff(tries++));
      }
    }
    return false;
  }

  cut(): void {
    this.#wake?.();
  }

  end(): void {
    this.ended = true;
    this.cut();
  }
}

/** 1, 2, 4, 8, then every 10 seconds, a little scattered so that many widgets do not return at one instant. */
export const backoff = (tries: number): number =>
  Math.min(10_000, 500 * 2 ** tries) * (0.85 + Math.random() * 0.3);

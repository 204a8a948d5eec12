/** Waiting that can be cut short: by news that the network is back, by a press of "Try now", or by the end. */

export class Pause {
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

  cut(): void {
    this.#wake?.();
  }
}

/** 1, 2, 4, 8, then every 10 seconds, a little scattered so that many widgets do not return at one instant. */
export const backoff = (tries: number): number =>
  Math.min(10_000, 500 * 2 ** tries) * (0.85 + Math.random() * 0.3);

/** What is kept between two loads of the page, in this tab alone: an opaque token, words
 * that are not sent yet, and where a paced breath was left off. */
import type { Mine } from "./types";

export class Session {
  #token: string | null = null;
  readonly #key: string;

  constructor(base: string) {
    this.#key = `hf:${base}`;
    this.#token = this.#store((storage) => storage.getItem(this.#key));
  }

  get token(): string | null {
    return this.#token;
  }

  set token(value: string | null) {
    this.#token = value;
    this.#keep(this.#key, value);
  }

  /** Messages that the service has not acknowledged: a reload must not lose them. Gone as soon as they are sent. */
  get unsent(): Mine[] {
    return this.#read<Mine[]>("unsent") ?? [];
  }

  set unsent(mines: readonly Mine[]) {
    this.#keep(`${this.#key}:unsent`, mines.length ? JSON.stringify(mines) : null);
  }

  /** The second at which a paced breath was left off; null when none is under way. */
  get breath(): number | null {
    return this.#read<number>("breath");
  }

  set breath(seconds: number | null) {
    this.#keep(`${this.#key}:breath`, seconds === null ? null : String(seconds));
  }

  forget(): void {
    this.token = null;
    this.unsent = [];
    this.breath = null;
  }

  #keep(key: string, value: string | null): void {
    this.#store((storage) => (value === null ? storage.removeItem(key) : storage.setItem(key, value)));
  }

  #read<T>(name: string): T | null {
    try {
      return JSON.parse(this.#store((storage) => storage.getItem(`${this.#key}:${name}`)) ?? "null") as T | null;
    } catch {
      return null; // Whatever else wrote there, it is nothing of ours.
    }
  }

  /** A browser may refuse storage to an embedded page; the chat then lives until the page is closed. */
  #store<T>(use: (storage: Storage) => T): T | null {
    try {
      return use(sessionStorage);
    } catch {
      return null;
    }
  }
}

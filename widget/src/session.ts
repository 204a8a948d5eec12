/** The only thing kept between two loads of the page: an opaque token, in this tab alone. */

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
    this.#store((storage) => (value === null ? storage.removeItem(this.#key) : storage.setItem(this.#key, value)));
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

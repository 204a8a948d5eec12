/** The voice for those who listen: the transcript itself is not live, this twin says each message once. */

/** Below about 100 ms some readers miss a text; after a second it has been taken and must not be found again. */
const KEPT_MS = 1_500;

export class Announcer {
  readonly #said = new Set<string>();

  constructor(private readonly log: () => Element | null) {}

  /** Says a text politely. With a key, the same thing is said only once. */
  say(text: string, key?: string): void {
    if (!text || (key && this.#said.has(key))) return;
    if (key) this.#said.add(key);
    const line = document.createElement("div");
    line.textContent = text;
    this.log()?.append(line);
    setTimeout(() => line.remove(), KEPT_MS);
  }

  /** Another conversation: its messages are numbered anew. */
  reset(): void {
    this.#said.clear();
  }
}

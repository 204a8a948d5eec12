/** Whether the service can be reached, as the person is told: in words, and only once it matters. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

export type Trouble = "offline" | "down" | null;

/** Shorter breaks of the line are mended without a word. */
const BREAK_MS = 2_500;

export interface Line {
  reached(): boolean;
  /** The network or the page came back. */
  back(): void;
  told(trouble: Trouble): void;
}

export class Connection implements ReactiveController {
  trouble: Trouble = null;
  #break: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost, private readonly line: Line) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#listen("addEventListener");
    this.#news();
  }

  hostDisconnected(): void {
    this.#listen("removeEventListener");
  }

  check(): void {
    const trouble = !navigator.onLine ? "offline" : this.line.reached() ? null : "down";
    if (trouble === "down" && this.trouble === null) {
      this.#break ??= setTimeout(() => this.#tell(this.line.reached() ? null : "down"), BREAK_MS);
    } else this.#tell(trouble);
  }

  #listen(how: "addEventListener" | "removeEventListener"): void {
    for (const type of ["online", "offline", "pageshow"]) window[how](type, this.#news);
    document[how]("visibilitychange", this.#news);
  }

  readonly #news = (): void => {
    this.check();
    if (navigator.onLine && !document.hidden) this.line.back();
  };

  #tell(trouble: Trouble): void {
    clearTimeout(this.#break);
    this.#break = undefined;
    if (this.trouble === trouble) return;
    this.trouble = trouble;
    this.line.told(trouble);
    this.host.requestUpdate();
  }
}

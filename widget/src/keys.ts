/** Keys that work anywhere on the page: Shift three times leaves it; Escape inside the chat makes that smaller. */
import type { LitElement, ReactiveController } from "lit";
import { ShiftPresses } from "./exit";
import { isTouch } from "./media";

export interface Presses {
  escape(event: Event): void;
  /** Shift was pressed; so many presses are missing. */
  shift(missing: number): void;
}

export class Keys implements ReactiveController {
  readonly #shift = new ShiftPresses();

  constructor(private readonly host: LitElement, private readonly presses: Presses) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#listen("addEventListener");
  }

  hostDisconnected(): void {
    this.#listen("removeEventListener");
  }

  #listen(how: "addEventListener" | "removeEventListener"): void {
    for (const type of ["keydown", "keyup"] as const) document[how](type, this.#hear as EventListener, true);
  }

  readonly #hear = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    if (event.type === "keydown" && event.key === "Escape" && path.includes(this.host)) this.presses.escape(event);
    if (event.isComposing || (isTouch() && path[0] instanceof HTMLTextAreaElement)) return;
    const missing = this.#shift.hear(event);
    if (missing !== null) this.presses.shift(missing);
  };
}

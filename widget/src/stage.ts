/** Where the panel stands: over the whole of a small screen, in its place on a large one. And where the focus goes. */
import type { LitElement, ReactiveController } from "lit";
import type { Composer } from "./composer";
import { isSmall, isTouch } from "./media";

type Host = LitElement & { open: boolean };

export class Stage implements ReactiveController {
  /** Nothing takes the focus that nobody asked for: only a panel that was opened by hand. */
  #byHand = false;
  #focused: Element | null = null;

  constructor(private readonly host: Host, private readonly composer: Composer) {
    host.addController(this);
  }

  readonly show = (): void => {
    this.#byHand = true;
    this.host.open = true;
  };

  readonly hide = (event?: Event): void => {
    event?.preventDefault();
    this.host.open = false;
    void this.host.updateComplete.then(() => this.#focus(".closed button"));
  };

  hostUpdate(): void {
    this.#focused = this.host.shadowRoot!.activeElement;
  }

  hostUpdated(): void {
    // What had the focus may be gone (an old choice, the pacer): the place to read on is the next best.
    if (this.#focused && !this.#focused.isConnected && this.host.open) this.#focus(".scroll");
    const dialog = this.host.renderRoot.querySelector("dialog");
    if (!dialog || dialog.open) return;
    if (this.#byHand && isSmall()) dialog.showModal();
    // Not `show()`: that takes the focus.
    else dialog.setAttribute("open", "");
    if (this.#byHand) isTouch() ? this.#focus("h2") : this.composer.focus();
  }

  #focus(what: string): void {
    this.host.renderRoot.querySelector<HTMLElement>(what)?.focus({ preventScroll: true });
  }
}

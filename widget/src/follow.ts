/** Keeps the newest words in view, unless the reader has scrolled up to read. */
import type { LitElement, ReactiveController } from "lit";

const NEAR_END_PX = 48;
const GAP_PX = 8;

export class Follow implements ReactiveController {
  atEnd = true;
  #top = 0;
  #list: Element | null = null;
  /** Parts of a row grow after it is shown; the end stays in view. */
  readonly #sizes = new ResizeObserver(() => this.keep());

  constructor(private readonly host: LitElement) {
    host.addController(this);
  }

  /** After every rendering: the parts may be new ones. */
  hostUpdated(): void {
    const list = this.host.renderRoot.querySelector("ol");
    if (list && list !== this.#list) {
      this.#list = list;
      this.atEnd = true;
      this.#sizes.disconnect();
      for (const box of [list, list.parentElement!]) this.#sizes.observe(box);
    }
    this.keep();
  }

  keep(): void {
    if (!this.atEnd) return;
    const newest = [...this.host.renderRoot.querySelectorAll("li:not(.quiet)")].at(-1);
    for (const scroller of this.#scrollers) {
      const whole = scroller.localName === "dialog";
      const pinned = whole ? this.host.renderRoot.querySelector(".bar")!.clientHeight : 0;
      scroller.scrollTop = scroller.scrollHeight;
      // A card of help is read from its start, even when more comes after it than the screen holds. And where the
      // whole panel scrolls, so is every message: its end holds the box to write in, not the words.
      const first = whole ? newest : newest?.querySelector(".card");
      const hidden = first ? scroller.getBoundingClientRect().top + pinned + GAP_PX - first.getBoundingClientRect().top : 0;
      if (hidden > 0) scroller.scrollTop -= hidden;
    }
    this.#top = this.#scrolledBy;
  }

  /** Only a scroll upwards is a wish to stay where one is; rows that grow also move the end away. */
  scrolled(): void {
    const near = this.#scrollers.every((it) => it.scrollHeight - it.scrollTop - it.clientHeight < NEAR_END_PX);
    const top = this.#scrolledBy;
    this.atEnd = near || (this.atEnd && top >= this.#top);
    this.#top = top;
  }

  /** Usually the transcript scrolls; at high zoom the whole panel does. */
  get #scrollers(): Element[] {
    return [...this.host.renderRoot.querySelectorAll(".scroll, dialog")];
  }

  get #scrolledBy(): number {
    return this.#scrollers.reduce((sum, it) => sum + it.scrollTop, 0);
  }
}

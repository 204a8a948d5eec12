/** The choices under a question: one stop for the Tab key, arrows move inside, and the one that was taken stays readable. */
import { html, nothing, type LitElement, type TemplateResult } from "lit";
import { moved, type Offer } from "./choices";
import type { Choice } from "./types";
import type { Say } from "./words";

export class Toolbar {
  /** Where the arrows stand. */
  at = 0;

  constructor(private readonly host: LitElement, private readonly take: (choice: Choice) => void) {}

  view(offer: Offer, say: Say): TemplateResult {
    const at = Math.min(this.at, offer.choices.length - 1);
    return html`<div class="choices row" part="choices" role="toolbar" aria-label=${say("choices")} @keydown=${this.#arrows}>
      ${offer.choices.map((choice, index) => html`<button type="button" part="choice" class=${choice.id === offer.chosen ? "chosen" : ""}
        tabindex=${index === at ? 0 : -1} aria-disabled=${offer.chosen !== null}
        @click=${() => this.#press(offer, index)}><kbd>${index + 1}</kbd>${choice.label}
        ${choice.id === offer.chosen ? html`<span class="hidden">${say("chosen")}</span>` : nothing}</button>`)}</div>`;
  }

  #press(offer: Offer, index: number): void {
    this.#go(index);
    if (offer.chosen === null) this.take(offer.choices[index]!);
  }

  #go(index: number): void {
    this.at = index;
    this.host.requestUpdate();
  }

  readonly #arrows = (event: KeyboardEvent): void => {
    const bar = event.currentTarget as HTMLElement;
    const buttons = [...bar.querySelectorAll("button")];
    const at = moved(event.key, this.at, buttons.length, getComputedStyle(bar).direction === "rtl");
    if (at === null) return;
    event.preventDefault();
    this.#go(at);
    buttons[at]?.focus();
  };
}

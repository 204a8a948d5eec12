/** "How strong is it?": a slider that is also a number to type, and a button that says what it will send. */
import { LitElement, html } from "lit";
import { urgeStyles } from "./styles";
import type { Say } from "./words";

export class HoldfastUrge extends LitElement {
  static override styles = urgeStyles;
  static override properties = { say: { attribute: false }, value: { state: true } };

  declare say: Say;
  declare value: number;

  constructor() {
    super();
    this.value = 5;
  }

  override render() {
    const { say } = this;
    return html`
      <fieldset>
        <legend>${say("urge_label")}</legend>
        <input type="range" min="0" max="10" step="1" aria-label=${say("urge_label")} .value=${String(this.value)} @input=${this.#take}>
        <div class="ends" aria-hidden="true"><span>${say("urge_low")}</span><span>${say("urge_high")}</span></div>
        <div class="row">
          <label>${say("urge_number")}
            <input type="number" inputmode="numeric" min="0" max="10" .value=${String(this.value)} @change=${this.#take}>
          </label>
          <button class="main" @click=${this.#send}>${say("urge_send", { value: this.value })}</button>
        </div>
      </fieldset>`;
  }

  #take(event: Event): void {
    const input = event.target as HTMLInputElement;
    this.value = Math.min(10, Math.max(0, Math.round(Number(input.value) || 0)));
    input.value = String(this.value);
  }

  #send(): void {
    this.dispatchEvent(new CustomEvent<string>("rated", { detail: String(this.value) }));
  }
}
customElements.get("holdfast-urge") ?? customElements.define("holdfast-urge", HoldfastUrge);

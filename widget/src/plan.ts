/** "My plan": the person's own words on one card, to read, to call from, to print, and to keep if they wish. */
import { LitElement, html, nothing, type TemplateResult } from "lit";
import { tappable } from "./bar";
import { canKeep, forgetKept, isKept, keep, openKept } from "./kept-plan";
import { dial } from "./lines";
import { printOnly } from "./print";
import { planStyles } from "./styles";
import type { Lines, Plan } from "./types";
import type { Say } from "./words";

/** Shorter words are guessed too soon. */
const SHORTEST = 6;

export class HoldfastPlan extends LitElement {
  static override styles = planStyles;
  static override properties = {
    say: { attribute: false }, lines: { attribute: false }, read: { attribute: false }, lang: {},
    plan: { state: true }, away: { state: true }, kept: { state: true }, asking: { state: true }, note: { state: true },
  };

  declare say: Say;
  declare lines: Lines;
  /** Asks the service for the plan. */
  declare read: () => Promise<Plan>;
  declare plan: Plan | null;
  declare away: boolean;
  declare kept: boolean;
  declare asking: boolean;
  declare note: string;

  constructor() {
    super();
    Object.assign(this, { plan: null, away: false, kept: isKept(), asking: false, note: "" });
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("h3")!.focus({ preventScroll: true });
    this.read().then((plan) => (this.plan = plan), () => (this.away = true));
  }

  override render(): TemplateResult {
    const { say, plan } = this;
    return html`
      <section aria-label=${say("plan_title")}>
        <h3 tabindex="-1">${say("plan_title")}</h3>
        ${plan ? this.#card(plan) : this.away ? this.#locked() : html`<p>${say("plan_wait")}</p>`}
        <p role="status">${this.note}</p>
        ${this.asking ? this.#secret("plan_keep_about", "plan_keep_do", this.#keep) : nothing}
        <div class="row tools">
          ${plan?.steps.length ? html`<button @click=${() => printOnly(this)}>${say("plan_print")}</button>` : nothing}
          ${plan?.steps.length && !this.kept && !this.asking && canKeep() ? html`<button @click=${this.#ask}>${say("plan_keep")}</button>` : nothing}
          ${this.kept ? html`<button @click=${this.#forget}>${say("plan_forget")}</button>` : nothing}
          <button class="main" @click=${() => this.dispatchEvent(new Event("close"))}>${say("plan_close")}</button>
        </div>
      </section>`;
  }

  #card({ steps, at }: Plan): TemplateResult {
    const { say } = this;
    if (!steps.length) return html`<p>${say("plan_none")}</p>`;
    return html`
      ${this.away && at ? html`<p class="quiet">${say("plan_as_of", { date: new Date(at).toLocaleDateString(this.lang) })}</p>` : nothing}
      ${steps.map(({ title, items }) => html`<h4 dir="auto">${title}</h4><ul>${items.map(({ text, phone }) => html`<li dir="auto">
        <span>${tappable(text, this.lines)}</span>${phone ? html`<a class="button" href="tel:${dial(phone)}">${say("bar_call", { number: phone })}</a>` : nothing}</li>`)}</ul>`)}`;
  }

  #locked(): TemplateResult {
    return this.kept ? this.#secret("plan_away_kept", "plan_open", this.#unlock) : html`<p>${this.say("plan_away")}</p>`;
  }

  #secret(about: "plan_keep_about" | "plan_away_kept", action: "plan_keep_do" | "plan_open", done: (word: string) => Promise<void>): TemplateResult {
    const submit = (event: Event): void => {
      event.preventDefault();
      const word = (event.currentTarget as HTMLFormElement).querySelector("input")!.value;
      void done(word);
    };
    return html`<form @submit=${submit}><p>${this.say(about)}</p>
      <label>${this.say("plan_word")}<input type="password" autocomplete="off" required minlength=${SHORTEST}></label>
      <button>${this.say(action)}</button></form>`;
  }

  readonly #ask = async (): Promise<void> => {
    this.asking = true;
    await this.updateComplete;
    this.renderRoot.querySelector("input")!.focus();
  };

  readonly #keep = async (word: string): Promise<void> => {
    await keep({ ...this.plan!, at: new Date().toISOString() }, word);
    this.kept = isKept();
    this.asking = !this.kept;
    this.note = this.say(this.kept ? "plan_kept" : "plan_not_kept");
  };

  readonly #unlock = async (word: string): Promise<void> => {
    this.plan = await openKept(word);
    this.note = this.plan ? "" : this.say("plan_wrong");
  };

  readonly #forget = (): void => {
    forgetKept();
    this.kept = false;
    this.note = this.say("plan_forgotten");
  };
}
customElements.get("holdfast-plan") ?? customElements.define("holdfast-plan", HoldfastPlan);

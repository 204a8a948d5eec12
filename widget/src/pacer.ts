/** The breathing pacer: words and counts; a circle only for those who want movement, and only after "Start". */
import { LitElement, html, nothing } from "lit";
import { momentAt, type Counts, type Moment } from "./breath";
import { pacerStyles } from "./styles";
import type { Key, Say } from "./words";

const SOFT_MS = 30;

export class HoldfastPacer extends LitElement {
  static override styles = pacerStyles;
  static override properties = { counts: { attribute: false }, say: { attribute: false }, from: { attribute: false }, seconds: { state: true }, going: { state: true }, touch: { state: true } };

  declare counts: Counts;
  declare say: Say;
  declare seconds: number | null;
  declare going: boolean;
  /** Whether a change of phase is felt: only where the device can, and only if the person wants it. */
  declare touch: boolean;
  /** Where it was left off before a reload. */
  declare from: number | null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #spoken = "";

  constructor() {
    super();
    this.seconds = null;
    this.going = false;
    this.touch = false;
    this.from = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.seconds = this.from;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override render() {
    const { say, counts } = this;
    const values = { in: counts.in, hold: counts.hold, out: counts.out, rounds: counts.rounds };
    const moment = this.seconds === null ? null : momentAt(counts, this.seconds);
    const done = this.seconds !== null && !moment;
    return html`
      <section aria-label=${say("pacer_title")}>
        <h3>${say("pacer_title")}</h3>
        ${moment ? this.#moment(moment) : html`
          <p>${done ? say("pacer_done") : say(counts.hold ? "pacer_counts_hold" : "pacer_counts", values)}</p>
          ${done ? nothing : html`<p class="care">${say("pacer_care")}</p>`}`}
        <div class="row">
          ${!moment ? html`<button class="main" @click=${this.#start}>${say("pacer_start")}</button>` : html`
            <button class="main" @click=${this.#toggle}>${say(this.going ? "pacer_pause" : "pacer_go_on")}</button>
            <button @click=${this.#stop}>${say("pacer_stop")}</button>`}
          ${"vibrate" in navigator ? html`<button aria-pressed=${this.touch} @click=${this.#feel}>${say("pacer_touch")}</button>` : nothing}
          <button @click=${() => this.dispatchEvent(new Event("close"))}>${say("pacer_close")}</button>
        </div>
      </section>`;
  }

  #moment(moment: Moment) {
    const { say, counts } = this;
    return html`
      <div class="moment" data-phase=${moment.phase} data-length=${moment.length} ?data-paused=${!this.going} aria-hidden="true">
        <div class="circle"></div>
        <p class="phase">${say(`pacer_${moment.phase}` as Key)}</p>
        <p class="count">${moment.count}</p>
      </div>
      <p class="care">${this.going ? say("pacer_round", { round: moment.round, rounds: counts.rounds }) : say("pacer_paused")}</p>`;
  }

  #start(): void {
    this.seconds = 0;
    this.#spoken = "";
    this.#go();
  }

  #feel(): void {
    this.touch = !this.touch;
    if (this.touch) navigator.vibrate(SOFT_MS);
  }

  #toggle(): void {
    if (this.going) this.#halt();
    else this.#go();
  }

  #stop(): void {
    this.#halt();
    this.seconds = null;
    this.#place(null);
  }

  #go(): void {
    this.going = true;
    this.#speak();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      this.seconds = (this.seconds ?? 0) + 1;
      this.#speak();
      const over = !momentAt(this.counts, this.seconds);
      this.#place(over ? null : this.seconds);
      if (over) this.#halt();
    }, 1_000);
  }

  #halt(): void {
    this.going = false;
    clearInterval(this.#timer);
  }

  #place(seconds: number | null): void {
    this.dispatchEvent(new CustomEvent<number | null>("place", { detail: seconds }));
  }

  /** Only a change of phase is said aloud, never each second. */
  #speak(): void {
    const moment = momentAt(this.counts, this.seconds ?? 0);
    const text = moment ? this.say(`pacer_${moment.phase}` as Key) : this.say("pacer_done");
    const key = `${moment?.round}${text}`;
    if (key === this.#spoken) return;
    this.#spoken = key;
    if (this.touch) navigator.vibrate(SOFT_MS);
    this.dispatchEvent(new CustomEvent<string>("speak", { detail: text }));
  }

  override updated(): void {
    const circle = this.renderRoot.querySelector<HTMLElement>(".circle");
    const moment = this.seconds === null ? null : momentAt(this.counts, this.seconds);
    if (circle && moment) circle.style.setProperty("--length", `${moment.length}s`);
  }
}
customElements.get("holdfast-pacer") ?? customElements.define("holdfast-pacer", HoldfastPacer);

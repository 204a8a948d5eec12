/** `<holdfast-chat>`: the element a clinic puts on its page. Shows a conversation, and lets the person leave at once. */
import { LitElement, html, type PropertyValues, type TemplateResult } from "lit";
import { Announcer } from "./announcer";
import { moved, type Offer } from "./choices";
import { Conversation } from "./conversation";
import { ShiftPresses, leave } from "./exit";
import { Follow } from "./follow";
import { compiledLines } from "./lines";
import { closedView, openView, type View } from "./panel";
import { spoken } from "./rows";
import { chatStyles } from "./styles";
import type { ChatEvent, Lines, Mine } from "./types";
import { copyOf, offerFile } from "./copy";
import { LANG, sayIn, short, type Say } from "./words";
import { forgetKept } from "./device";
import "./pacer";
import "./plan";
import "./urge";

/** Where this script came from: the service, when the page does not name it. */
const ORIGIN = document.currentScript instanceof HTMLScriptElement ? new URL(document.currentScript.src).origin : "";
const isSmall = (): boolean => matchMedia("(max-width: 40rem)").matches;
const isTouch = (): boolean => matchMedia("(pointer: coarse)").matches;
/** Shorter breaks of the line are mended without a word. */
const BREAK_MS = 2_500;

export class HoldfastChat extends LitElement {
  static override styles = chatStyles;
  static override properties = {
    api: {}, region: {}, code: {}, notice: {}, lang: {}, exitUrl: { attribute: "exit-url" }, open: { type: Boolean, reflect: true },
    lines: { state: true }, trouble: { state: true }, unseen: { state: true }, breathing: { state: true }, planned: { state: true },
    rove: { state: true }, note: { state: true }, newer: { state: true },
  };

  declare api: string | null;
  declare region: string;
  /** A one-time invite. */
  declare code: string | null;
  declare notice: string;
  declare exitUrl: string | null;
  declare open: boolean;
  declare lines: Lines;
  declare trouble: "offline" | "down" | null;
  declare unseen: number;
  declare breathing: boolean;
  declare planned: boolean;
  declare rove: number;
  declare note: string;
  declare newer: boolean;

  #talk!: Conversation;
  #say: Say = sayIn({});
  /** What these words are in: English until the page's own language has come. */
  #spoken = LANG;
  readonly #announcer = new Announcer(() => this.renderRoot.querySelector(".log"));
  readonly #shift = new ShiftPresses();
  readonly #alerts = new Set<number>();
  #break: ReturnType<typeof setTimeout> | undefined;
  #openedByHand = false;
  #draft = "";
  #focused: Element | null = null;
  readonly #follow = new Follow(() => this.renderRoot);

  constructor() {
    super();
    Object.assign(this, { api: null, region: "US", code: null, notice: "", exitUrl: null, open: false });
    Object.assign(this, { trouble: null, unseen: 0, breathing: false, planned: false, rove: 0, note: "", newer: false });
    this.lines = compiledLines("US");
  }

  override connectedCallback(): void {
    // A small screen belongs to the page until the person opens the chat: then it gets the whole screen.
    if (isSmall()) this.open = false;
    this.#talk = this.#converse();
    this.#listen("addEventListener");
    super.connectedCallback();
    this.breathing = this.#talk.api.session.breath !== null;
    if (this.open) void this.#talk.open(this.code);
    this.#network();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#talk.stop();
    this.#listen("removeEventListener");
  }

  override willUpdate(changed: PropertyValues<this>): void {
    this.#focused = this.shadowRoot?.activeElement ?? null;
    if (changed.has("lang") || !this.hasUpdated) void this.#loadWords(this.#lang);
    if (changed.has("region")) void this.#loadLines();
    this.#draft = this.#box?.value ?? this.#draft;
    if (changed.has("open") && this.open) {
      this.unseen = 0;
      void this.#talk.open(this.code);
    }
  }

  /** Whatever fails here, the page's own numbers must not disappear behind an empty shadow. */
  override performUpdate(): void {
    try {
      super.performUpdate();
    } catch (fault) {
      this.renderRoot.replaceChildren(document.createElement("slot"));
      throw fault;
    }
  }

  override render(): TemplateResult {
    return html`${this.open ? openView(this.#view) : closedView(this.#view)}
      <div class="log hidden" lang=${this.#spoken} role="log" aria-live="polite" aria-relevant="additions"></div>`;
  }

  override updated(): void {
    // What had the focus may be gone (an old choice, the pacer): the place to read on is the next best.
    if (this.#focused && !this.#focused.isConnected && this.open) this.#scroll?.focus({ preventScroll: true });
    const dialog = this.#dialog;
    if (dialog && !dialog.open) {
      if (this.#openedByHand && isSmall()) dialog.showModal();
      // Not `show()`: that takes the focus, and here nobody asked for it.
      else dialog.setAttribute("open", "");
      this.#box!.value = this.#draft;
      if (this.#openedByHand) (isTouch() ? dialog.querySelector("h2") : this.#box)?.focus({ preventScroll: true });
    }
    this.#follow.rendered();
  }

  get #scroll(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".scroll");
  }

  get #lang(): string {
    return this.lang || document.documentElement.lang || "en";
  }

  get #base(): string {
    return (this.api ?? ORIGIN).replace(/\/+$/, "");
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  get #box(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  get #view(): View {
    const { lines, notice, note, trouble, unseen, breathing, planned, newer, rove } = this;
    return {
      lines, notice, note, trouble, unseen, breathing, planned, newer, rove,
      talk: this.#talk, say: this.#say, lang: this.#spoken, alerts: this.#alerts,
      exit: this.exitUrl ?? `${this.#base}/leave`,
      show: this.#show, hide: this.#hide, leave: this.#leave, submit: this.#submit, typing: this.#typing, send: this.#send,
      choose: this.#choose, arrows: this.#arrows, takeBack: this.#takeBack, breathe: this.#breathe, placed: this.#placed, plan: this.#plan, speak: this.#speak,
      save: () => offerFile(this.#say("file_name"), copyOf(this.#talk.transcript.entries(), this.#say)),
      clear: this.#clear, scrolled: this.#scrolled, toEnd: this.#toEnd,
    };
  }

  #converse(): Conversation {
    return new Conversation(this.#base, {
      changed: () => this.#changed(),
      heard: (events, live) => this.#heard(events, live),
      renewed: () => this.#tell(this.#say("renewed")),
    });
  }

  #listen(how: "addEventListener" | "removeEventListener"): void {
    for (const type of ["online", "offline", "pageshow"]) window[how](type, this.#network);
    document[how]("visibilitychange", this.#network);
    for (const type of ["keydown", "keyup"]) document[how](type, this.#keys as EventListener, true);
  }

  async #loadWords(lang: string): Promise<void> {
    if (short(lang) === short(this.#spoken)) this.#spoken = lang;
    else {
      try {
        this.#say = sayIn(short(lang) === LANG ? {} : await this.#talk.api.words(short(lang)));
        this.#spoken = lang;
      } catch {
        this.note = this.#say("in_english"); // A word of what is missing, in the words that are here.
      }
    }
    this.requestUpdate();
  }

  async #loadLines(): Promise<void> {
    const region = this.region;
    this.lines = compiledLines(region);
    try {
      const lines = await this.#talk.lines(region);
      // An empty directory must not take away the numbers that are here, nor words stand where a number is dialled.
      const emergency = /\d/.test(lines.emergency ?? "") ? lines.emergency : null;
      if (region === this.region && (emergency || lines.lines.length)) this.lines = { ...lines, emergency };
    } catch {
      // The compiled lines stay.
    }
  }

  readonly #network = (): void => {
    this.#changed();
    if (navigator.onLine && !document.hidden) this.#talk.wake();
  };

  #changed(): void {
    this.requestUpdate();
    for (const { mine } of this.#talk.transcript.entries()) {
      if (mine?.state === "retrying") this.#announcer.say(this.#say("not_sent"), `n${mine.clientId}`);
      if (mine?.state === "refused") this.#announcer.say(this.#say("refused"), `r${mine.clientId}`);
    }
    if (this.#talk.state === "closed") this.#fill(this.#talk.takeUnsent());
    const trouble = !navigator.onLine ? "offline" : this.#talk.reached ? null : "down";
    if (trouble === "down" && this.trouble === null) {
      this.#break ??= setTimeout(() => this.#setTrouble(this.#talk.reached ? null : "down"), BREAK_MS);
    } else this.#setTrouble(trouble);
  }

  #setTrouble(trouble: "offline" | "down" | null): void {
    clearTimeout(this.#break);
    this.#break = undefined;
    if (this.trouble === trouble) return;
    this.trouble = trouble;
    this.#announcer.say(this.#say(trouble ?? "back"));
  }

  #heard(events: ChatEvent[], live: boolean): void {
    for (const event of events) {
      if (!live || event.sender === "person") continue;
      if (event.choices?.length) this.rove = 0;
      if (!this.open) this.unseen++;
      else if (this.planned || !this.#follow.atEnd) this.newer = true;
      // The card itself interrupts; saying it twice would not help.
      if (event.type === "handoff" && this.open && !this.planned) this.#alerts.add(event.seq);
      else this.#announcer.say(spoken(event, this.#say), `e${event.seq}`);
    }
  }

  #tell(note: string): void {
    this.note = note;
    this.#announcer.say(note);
  }

  readonly #speak = (event: CustomEvent<string>): void => this.#announcer.say(event.detail);

  readonly #show = (): void => {
    this.#openedByHand = true;
    this.#follow.atEnd = true;
    this.open = true;
  };

  readonly #hide = (event?: Event): void => {
    event?.preventDefault();
    this.open = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".closed button")?.focus());
  };

  readonly #leave = (event?: Event): void => {
    event?.preventDefault();
    // An address that cannot be reached would show an error that names this site.
    const address = navigator.onLine && (this.exitUrl || this.#talk.reached) ? this.#view.exit : "about:blank";
    leave({ address, forget: () => { this.#talk.api.left(); this.#talk.forget(); forgetKept(); } });
  };

  readonly #keys = (event: KeyboardEvent): void => {
    if (event.type === "keydown" && event.key === "Escape" && this.open && event.composedPath().includes(this)) this.#hide(event);
    if (event.isComposing || (isTouch() && event.composedPath()[0] === this.#box)) return;
    const missing = this.#shift.hear(event);
    if (missing === 0) this.#leave();
    else if (missing) this.#announcer.say(this.#say("leave_more", { count: missing }));
  };

  readonly #typing = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    this.#submit(event);
  };

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const box = this.#box;
    const text = box?.value ?? "";
    if (box && text.trim()) {
      box.value = "";
      this.#send(text);
    }
    box?.focus();
  };

  readonly #send = (text: string, choice: string | null = null): void => {
    this.#follow.atEnd = true;
    this.note = "";
    this.planned = false;
    this.#talk.say(text, choice);
  };

  readonly #choose = (offer: Offer, index: number): void => {
    const choice = offer.choices[index]!;
    this.rove = index;
    if (offer.chosen !== null) return;
    this.#send(choice.label, choice.id);
    // With keys or a mouse one goes on writing; on a touch screen that would raise the keyboard over the words.
    if (!isTouch()) this.#box?.focus();
  };

  readonly #arrows = (event: KeyboardEvent): void => {
    const bar = event.currentTarget as HTMLElement;
    const buttons = [...bar.querySelectorAll("button")];
    const at = moved(event.key, this.rove, buttons.length, getComputedStyle(bar).direction === "rtl");
    if (at === null) return;
    event.preventDefault();
    this.rove = at;
    buttons[at]?.focus();
  };

  readonly #takeBack = (mine: Mine): void => {
    this.#talk.transcript.forget(mine);
    this.#fill([mine]);
    this.requestUpdate();
    this.#box?.focus();
  };

  #fill(unsent: readonly Mine[]): void {
    const box = this.#box;
    if (box) box.value = [...unsent.map((mine) => mine.text), box.value].filter(Boolean).join("\n");
  }

  readonly #breathe = (): void => {
    this.breathing = !this.breathing;
    this.#talk.api.session.breath = null;
    if (!this.breathing) this.renderRoot.querySelector<HTMLElement>(".breathe")?.focus();
  };

  readonly #placed = ({ detail }: CustomEvent<number | null>): void => {
    this.#talk.api.session.breath = detail;
  };

  readonly #plan = (): void => {
    this.planned = !this.planned;
    if (!this.planned) this.renderRoot.querySelector<HTMLElement>(".plan")?.focus();
  };

  readonly #clear = (): void => {
    this.#talk.forget();
    this.#talk = this.#converse();
    this.#announcer.reset();
    this.#alerts.clear();
    this.#tell(this.#say("cleared"));
    void this.#talk.open(null);
  };

  readonly #scrolled = (): void => {
    this.#follow.scrolled();
    if (this.#follow.atEnd) this.newer = false;
  };

  readonly #toEnd = (): void => {
    this.#follow.atEnd = true;
    this.newer = this.planned = false;
    this.requestUpdate();
    this.#box?.focus({ preventScroll: true });
  };
}

customElements.get("holdfast-chat") ?? customElements.define("holdfast-chat", HoldfastChat);

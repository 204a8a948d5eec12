/** `<holdfast-chat>`: the element a clinic puts on its page. Its attributes, its parts, and which part hears of what. */
import { LitElement, html, type PropertyValues, type TemplateResult } from "lit";
import { Announcer } from "./announcer";
import { Asides } from "./asides";
import { Composer } from "./composer";
import { Connection } from "./connection";
import { Conversation } from "./conversation";
import { copyOf, offerFile } from "./copy";
import { leave } from "./exit";
import { Follow } from "./follow";
import { forgetKept } from "./kept-plan";
import { Keys } from "./keys";
import { Language } from "./language";
import { compiledLines, usableLines } from "./lines";
import { isSmall, isTouch } from "./media";
import { News } from "./news";
import { closedView, openView, type View } from "./panel";
import { Stage } from "./stage";
import { chatStyles } from "./styles";
import { Toolbar } from "./toolbar";
import type { ChatEvent, Mine } from "./types";
import "./pacer";
import "./plan";
import "./urge";

/** Where this script came from: the service, when the page does not name it. */
const ORIGIN = document.currentScript instanceof HTMLScriptElement ? new URL(document.currentScript.src).origin : "";

class HoldfastChat extends LitElement {
  static override styles = chatStyles;
  static override properties = {
    api: {}, region: {}, code: {}, notice: {}, lang: {}, exitUrl: { attribute: "exit-url" }, open: { type: Boolean, reflect: true },
  };

  declare api: string | null;
  declare region: string;
  /** A one-time invite. */
  declare code: string | null;
  declare notice: string;
  declare exitUrl: string | null;
  declare open: boolean;

  #talk!: Conversation;
  #lines = compiledLines("US");
  /** A quiet line of the widget's own above the messages. */
  #note = "";
  readonly #language = new Language();
  readonly #announcer = new Announcer(() => this.renderRoot.querySelector(".log"));
  readonly #news = new News(this.#announcer);
  readonly #composer = new Composer(this, (text) => this.#send(text));
  readonly #stage = new Stage(this, this.#composer);
  readonly #follow = new Follow(this);
  readonly #asides = new Asides(this, () => this.#talk.api.session);
  readonly #toolbar = new Toolbar(this, ({ label, id }) => {
    this.#send(label, id);
    // With keys or a mouse one goes on writing; on a touch screen that would raise the keyboard over the words.
    if (!isTouch()) this.#composer.focus();
  });
  readonly #connection = new Connection(this, {
    reached: () => this.#talk.reached,
    back: () => this.#talk.wake(),
    told: (trouble) => this.#announcer.say(this.#language.say(trouble ?? "back")),
  });

  constructor() {
    super();
    Object.assign(this, { api: null, region: "US", code: null, notice: "", exitUrl: null, open: false });
    new Keys(this, {
      escape: (event) => this.open && this.#stage.hide(event),
      shift: (missing) => missing ? this.#announcer.say(this.#language.say("leave_more", { count: missing })) : this.#leave(),
    });
  }

  override connectedCallback(): void {
    // A small screen belongs to the page until the person opens the chat: then it gets the whole screen.
    if (isSmall()) this.open = false;
    this.#talk = this.#converse();
    this.#asides.restore();
    super.connectedCallback();
    if (this.open) void this.#talk.open(this.code);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#talk.stop();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("lang") || !this.hasUpdated) void this.#speak();
    if (changed.has("region")) void this.#loadLines();
    if (changed.has("open") && this.open) {
      this.#news.unseen = 0;
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
      <div class="log hidden" lang=${this.#language.lang} role="log" aria-live="polite" aria-relevant="additions"></div>`;
  }

  get #base(): string {
    return (this.api ?? ORIGIN).replace(/\/+$/, "");
  }

  get #exit(): string {
    return this.exitUrl ?? `${this.#base}/leave`;
  }

  get #view(): View {
    return {
      say: this.#language.say, lang: this.#language.lang, talk: this.#talk, lines: this.#lines,
      quiet: [this.notice, this.#note], exit: this.#exit, trouble: this.#connection.trouble,
      news: this.#news, composer: this.#composer, stage: this.#stage, asides: this.#asides, toolbar: this.#toolbar,
      leave: this.#leave, send: (text) => this.#send(text), takeBack: this.#takeBack,
      speak: ({ detail }) => this.#announcer.say(detail),
      save: () => offerFile(this.#language.say("file_name"), copyOf(this.#talk.transcript.entries(), this.#language.say)),
      clear: this.#clear, scrolled: this.#scrolled, toEnd: this.#toEnd,
    };
  }

  #converse(): Conversation {
    return new Conversation(this.#base, {
      changed: () => this.#changed(),
      heard: (events, live) => live && this.#heard(events),
      renewed: () => this.#tell(this.#language.say("renewed")),
    });
  }

  async #speak(): Promise<void> {
    const lang = this.lang || document.documentElement.lang || "en";
    const spoken = await this.#language.speak(lang, (short) => this.#talk.api.words(short));
    if (!spoken) this.#note = this.#language.say("in_english"); // A word of what is missing, in the words that are here.
    this.requestUpdate();
  }

  async #loadLines(): Promise<void> {
    const region = this.region;
    this.#lines = compiledLines(region);
    const lines = await this.#talk.api.lines(region).then(usableLines, () => null);
    if (!lines || region !== this.region) return; // The compiled lines stay.
    this.#lines = lines;
    this.requestUpdate();
  }

  #changed(): void {
    this.requestUpdate();
    for (const { mine } of this.#talk.transcript.entries()) {
      if (mine?.state === "retrying") this.#announcer.say(this.#language.say("not_sent"), `n${mine.clientId}`);
      if (mine?.state === "refused") this.#announcer.say(this.#language.say("refused"), `r${mine.clientId}`);
    }
    if (this.#talk.state === "closed") this.#composer.fill(this.#talk.takeUnsent());
    this.#connection.check();
  }

  #heard(events: ChatEvent[]): void {
    for (const event of events) {
      if (event.sender === "person") continue;
      if (event.choices?.length) this.#toolbar.at = 0;
      const shown = !this.open ? "closed" : this.#asides.planned ? "behind" : this.#follow.atEnd ? "here" : "below";
      this.#news.hear(event, shown, this.#language.say);
    }
  }

  #tell(note: string): void {
    this.#note = note;
    this.#announcer.say(note);
    this.requestUpdate();
  }

  #send(text: string, choice: string | null = null): void {
    this.#follow.atEnd = true;
    this.#note = "";
    this.#asides.planned = false;
    this.#talk.say(text, choice);
  }

  readonly #leave = (event?: Event): void => {
    event?.preventDefault();
    // An address that cannot be reached would show an error that names this site.
    const address = navigator.onLine && (this.exitUrl || this.#talk.reached) ? this.#exit : "about:blank";
    leave({ address, forget: () => { this.#talk.api.left(); this.#talk.forget(); forgetKept(); } });
  };

  readonly #takeBack = (mine: Mine): void => {
    this.#talk.transcript.forget(mine);
    this.#composer.fill([mine]);
    this.#composer.focus();
    this.requestUpdate();
  };

  readonly #clear = (): void => {
    this.#talk.forget();
    this.#news.reset();
    this.#talk = this.#converse();
    this.#tell(this.#language.say("cleared"));
    void this.#talk.open(null);
  };

  readonly #scrolled = (): void => {
    this.#follow.scrolled();
    if (!this.#follow.atEnd || !this.#news.below) return;
    this.#news.below = false;
    this.requestUpdate();
  };

  readonly #toEnd = (): void => {
    this.#follow.atEnd = true;
    this.#news.below = this.#asides.planned = false;
    this.#composer.focus();
    this.requestUpdate();
  };
}

customElements.get("holdfast-chat") ?? customElements.define("holdfast-chat", HoldfastChat);

/** The panel as a whole: what is where, in every state. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { helpBar } from "./bar";
import { newestOffer, type Offer } from "./choices";
import type { Conversation } from "./conversation";
import { askedNow, countsFor, type Asked } from "./exercises";
import { clockTime, lateCard, row } from "./rows";
import type { Lines, Mine } from "./types";
import type { Say } from "./words";

export interface View {
  talk: Conversation;
  say: Say;
  lines: Lines;
  lang: string;
  notice: string;
  note: string;
  exit: string;
  trouble: "offline" | "down" | null;
  unseen: number;
  breathing: boolean;
  planned: boolean;
  newer: boolean;
  rove: number;
  alerts: ReadonlySet<number>;
  show(): void;
  hide(event?: Event): void;
  leave(event: Event): void;
  submit(event: Event): void;
  typing(event: KeyboardEvent): void;
  send(text: string): void;
  choose(offer: Offer, index: number): void;
  arrows(event: KeyboardEvent): void;
  takeBack(mine: Mine): void;
  breathe(): void;
  placed(event: CustomEvent<number | null>): void;
  plan(): void;
  speak(event: CustomEvent<string>): void;
  save(): void;
  clear(): void;
  scrolled(): void;
  toEnd(): void;
}

const exitLink = (v: View): TemplateResult => html`<a class="button" part="exit" href=${v.exit} rel="nofollow noreferrer"
  referrerpolicy="no-referrer" @click=${v.leave}>${v.say("leave")}</a>`;

export const closedView = (v: View): TemplateResult => html`
  <div class="closed" part="closed" lang=${v.lang}>${helpBar(v.lines, v.say)}
    <div class="row"><button class="main" part="open" @click=${v.show}>
      ${v.unseen ? v.say("open_new", { count: v.unseen }) : v.say("open")}</button>${exitLink(v)}</div>
  </div>`;

export function openView(v: View): TemplateResult {
  const { talk, say } = v;
  const entries = talk.transcript.entries();
  const offer = newestOffer(entries);
  const asked = askedNow(entries);
  const late = talk.late;
  const last = entries.length - 1;
  const ways = { ...v, retry: () => talk.wake(), below: (seq: number) => [
    asked?.seq === seq ? tool(v, asked) : nothing,
    offer?.seq === seq ? choices(v, offer) : nothing,
  ] };
  return html`
    <dialog part="panel" lang=${v.lang} aria-label=${say("title")} @cancel=${v.hide} @scroll=${v.scrolled}>
      <header part="header">
        <h2 tabindex="-1">${say("title")}</h2>${who(v)}
        <div class="row">${exitLink(v)}<button class="small" part="minimise" aria-label=${say("minimise")} title=${say("minimise")} @click=${v.hide}>
          <svg viewBox="0 0 20 20" aria-hidden="true"><path d="m4 7 6 6 6-6"/></svg></button></div>
      </header>
      ${helpBar(v.lines, say)}
      ${v.planned ? html`<holdfast-plan part="plan" lang=${v.lang} .say=${say} .lines=${v.lines} .read=${() => talk.api.plan()} @close=${v.plan}></holdfast-plan>` : nothing}
      <div class="scroll" part="transcript" role="region" tabindex="0" ?hidden=${v.planned} aria-label=${say("transcript")} @scroll=${v.scrolled}>
        <ol role="list">
          ${[v.notice, v.note].map((text) => (text ? html`<li class="quiet">${text}</li>` : nothing))}
          ${repeat(entries, (entry) => entry.key, (entry, at) => row(entry, entries[at - 1], at === last, ways))}
          ${late ? lateCard(late, ways) : nothing}
        </ol>
      </div>
      ${v.newer ? html`<button class="newer" @click=${v.toEnd}>${say("new_messages")}</button>` : nothing}
      ${v.breathing ? html`<holdfast-pacer .counts=${countsFor(entries)} .say=${say} .from=${talk.api.session.breath}
        @close=${v.breathe} @speak=${v.speak} @place=${v.placed}></holdfast-pacer>` : nothing}
      ${v.trouble ? html`<p class="banner" part="banner">${say(v.trouble)}</p>` : nothing}
      <form part="composer" @submit=${v.submit}>
        <label><span class="hidden">${say("box")}</span><textarea rows="1" enterkeyhint="send"
          placeholder=${say(offer && !offer.chosen ? "box_hint_choices" : "box_hint")} @keydown=${v.typing}></textarea></label>
        <button class="main" part="send">${say("send")}</button>
      </form>
      <footer part="footer">
        <div class="row">
          <button class="plan" aria-expanded=${v.planned} @click=${v.plan}>${say("tool_plan")}</button>
          <button class="breathe" aria-expanded=${v.breathing} @click=${v.breathe}>${say("tool_breathe")}</button>
          <button @click=${v.save}>${say("tool_save")}</button>
          <button @click=${v.clear}>${say("tool_clear")}</button>
        </div>
        <p>${say("leave_limit")} <span class="keys">${say("leave_keys")}</span></p>
      </footer>
    </dialog>`;
}

function who({ talk, say, lang }: View): TemplateResult {
  const { who, name, since } = talk.state === "ready" ? talk.here : { who: "connecting" as const, name: null, since: "" };
  const words = talk.state === "closed" ? say("closed")
    : who === "human" && !name ? say("who_human_unnamed") : say(`who_${who}`, { name: name ?? "", time: clockTime(since ?? "", lang) });
  return html`<p class="who" data-who=${who}>${words}</p>`;
}

function tool(v: View, { what }: Asked): TemplateResult | typeof nothing {
  if (what === "strength") {
    return html`<holdfast-urge .say=${v.say} @rated=${(event: CustomEvent<string>) => v.send(event.detail)}></holdfast-urge>`;
  }
  return v.breathing ? nothing : html`<button class="with" part="choice" @click=${v.breathe}>${v.say("pacer_offer")}</button>`;
}

function choices(v: View, offer: Offer): TemplateResult {
  const at = Math.min(v.rove, offer.choices.length - 1);
  return html`<div class="choices row" part="choices" role="toolbar" aria-label=${v.say("choices")} @keydown=${v.arrows}>
    ${offer.choices.map((choice, index) => html`<button type="button" part="choice" class=${choice.id === offer.chosen ? "chosen" : ""}
      tabindex=${index === at ? 0 : -1} aria-disabled=${offer.chosen !== null}
      @click=${() => v.choose(offer, index)}><kbd>${index + 1}</kbd>${choice.label}
      ${choice.id === offer.chosen ? html`<span class="hidden">${v.say("chosen")}</span>` : nothing}</button>`)}</div>`;
}

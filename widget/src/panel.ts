/** The panel as a whole: what is where, in every state. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Asides } from "./asides";
import { helpBar } from "./bar";
import { newestOffer } from "./choices";
import type { Composer } from "./composer";
import type { Trouble } from "./connection";
import type { Conversation } from "./conversation";
import { askedNow, countsFor, type Asked } from "./exercises";
import type { News } from "./news";
import { clockTime, lateCard, row } from "./rows";
import type { Stage } from "./stage";
import type { Toolbar } from "./toolbar";
import type { Lines, Mine } from "./types";
import type { Say } from "./words";

export interface View {
  say: Say;
  lang: string;
  talk: Conversation;
  lines: Lines;
  /** Quiet lines above the messages: the page's, and one of the widget's own. */
  quiet: string[];
  exit: string;
  trouble: Trouble;
  news: News;
  composer: Composer;
  stage: Stage;
  asides: Asides;
  toolbar: Toolbar;
  leave(event: Event): void;
  send(text: string): void;
  takeBack(mine: Mine): void;
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
    <div class="row"><button class="main" part="open" @click=${v.stage.show}>
      ${v.news.unseen ? v.say("open_new", { count: v.news.unseen }) : v.say("open")}</button>${exitLink(v)}</div>
  </div>`;

export function openView(v: View): TemplateResult {
  const { talk, say, asides, composer } = v;
  const entries = talk.transcript.entries();
  const offer = newestOffer(entries);
  const asked = askedNow(entries);
  const late = talk.late;
  const last = entries.length - 1;
  const ways = { ...v, alerts: v.news.alerts, retry: () => talk.wake(), below: (seq: number) => [
    asked?.seq === seq ? tool(v, asked) : nothing,
    offer?.seq === seq ? v.toolbar.view(offer, say) : nothing,
  ] };
  return html`
    <dialog part="panel" lang=${v.lang} aria-label=${say("title")} @cancel=${v.stage.hide} @scroll=${v.scrolled}>
      <header part="header">
        <h2 tabindex="-1">${say("title")}</h2>${who(v)}
        <div class="row">${exitLink(v)}<button class="small" part="minimise" aria-label=${say("minimise")} title=${say("minimise")} @click=${v.stage.hide}>
          <svg viewBox="0 0 20 20" aria-hidden="true"><path d="m4 7 6 6 6-6"/></svg></button></div>
      </header>
      ${helpBar(v.lines, say)}
      ${asides.planned ? html`<holdfast-plan part="plan" lang=${v.lang} .say=${say} .lines=${v.lines} .read=${() => talk.api.plan()} @close=${asides.plan}></holdfast-plan>` : nothing}
      <div class="scroll" part="transcript" role="region" tabindex="0" ?hidden=${asides.planned} aria-label=${say("transcript")} @scroll=${v.scrolled}>
        <ol role="list">
          ${v.quiet.map((text) => (text ? html`<li class="quiet">${text}</li>` : nothing))}
          ${repeat(entries, (entry) => entry.key, (entry, at) => row(entry, entries[at - 1], at === last, ways))}
          ${late ? lateCard(late, ways) : nothing}
        </ol>
      </div>
      ${v.news.below ? html`<button class="newer" @click=${v.toEnd}>${say("new_messages")}</button>` : nothing}
      ${asides.breathing ? html`<holdfast-pacer .counts=${countsFor(entries)} .say=${say} .from=${talk.api.session.breath}
        @close=${asides.breathe} @speak=${v.speak} @place=${asides.placed}></holdfast-pacer>` : nothing}
      ${v.trouble ? html`<p class="banner" part="banner">${say(v.trouble)}</p>` : nothing}
      <form part="composer" @submit=${composer.submit}>
        <label><span class="hidden">${say("box")}</span><textarea rows="1" enterkeyhint="send"
          placeholder=${say(offer && !offer.chosen ? "box_hint_choices" : "box_hint")} @keydown=${composer.typing}></textarea></label>
        <button class="main" part="send">${say("send")}</button>
      </form>
      <footer part="footer">
        <div class="row">
          <button class="plan" aria-expanded=${asides.planned} @click=${asides.plan}>${say("tool_plan")}</button>
          <button class="breathe" aria-expanded=${asides.breathing} @click=${asides.breathe}>${say("tool_breathe")}</button>
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
  return v.asides.breathing ? nothing : html`<button class="with" part="choice" @click=${v.asides.breathe}>${v.say("pacer_offer")}</button>`;
}

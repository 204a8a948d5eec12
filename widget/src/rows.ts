/** One row of the transcript: a bubble, a quiet line or a card. */
import { html, nothing, type TemplateResult } from "lit";
import { helpLinks, tappable } from "./bar";
import type { Entry } from "./transcript";
import type { ChatEvent, Lines, Mine } from "./types";
import type { Say } from "./words";

export interface Ways {
  say: Say;
  lines: Lines;
  lang: string;
  /** Numbers of handoffs that happened while this page was open: these interrupt, once. */
  alerts: ReadonlySet<number>;
  retry(): void;
  takeBack(mine: Mine): void;
  /** What may be pressed or moved under an event: choices, the slider, or nothing. */
  below(seq: number): unknown;
}

export function speaker(event: ChatEvent, say: Say): string {
  if (event.sender === "person") return say("you");
  if (event.sender === "responder") return event.sender_name ? say("by_person", { name: event.sender_name }) : say("person");
  return event.sender === "bot" ? say("program") : say("service");
}

/** An event as it is said to those who listen. */
export function spoken(event: ChatEvent, say: Say): string {
  const choices = (event.choices ?? []).map((choice, index) => `${index + 1}, ${choice.label}.`).join(" ");
  const text = event.type === "message" ? `${speaker(event, say)}: ${event.text}` : event.text;
  return choices ? `${text} ${say("choices_said")} ${choices}` : text;
}

export function row(entry: Entry, before: Entry | undefined, last: boolean, ways: Ways): TemplateResult {
  if (!entry.event) return mineRow(entry.mine, before, last, ways);
  const { event } = entry;
  const { say, lines } = ways;
  const lang = event.lang ?? ways.lang;
  const below = ways.below(event.seq);
  if (event.type === "handoff") {
    return html`<li><div class="card" part="card" dir="auto" lang=${lang}>
      <div role=${ways.alerts.has(event.seq) ? "alert" : nothing}><h3>${say("handoff_title")}</h3><p>${tappable(event.text, lines)}</p></div>
      <div class="row">${helpLinks(lines, say)}</div></div>${below}</li>`;
  }
  if (event.type === "status" || event.type === "ended") {
    return html`<li class="quiet" part="status" dir="auto" lang=${lang}><span>${tappable(event.text, lines)}</span>${below}</li>`;
  }
  const mine = event.sender === "person";
  const turn = !before?.event || before.event.type !== "message" || speaker(before.event, say) !== speaker(event, say);
  return html`<li class=${`${mine ? "mine" : "theirs"}${turn ? " turn" : ""}${event.step ? " step" : ""}`}>
    <span class=${turn ? "by" : "hidden"}>${speaker(event, say)}${turn ? time(event.at, lang) : nothing}</span>
    <div class="bubble" part=${mine ? "bubble mine" : "bubble"} dir="auto" lang=${lang}>${mine ? event.text : tappable(event.text, lines)}</div>${place(event, ways)}${below}</li>`;
}

function mineRow(mine: Mine, before: Entry | undefined, last: boolean, { say, lang, retry, takeBack }: Ways): TemplateResult {
  const turn = before?.event ? before.event.sender !== "person" : !before;
  return html`<li class=${turn ? "mine turn" : "mine"} data-state=${mine.state}>
    <span class=${turn ? "by" : "hidden"}>${say("you")}</span>
    <div class="bubble" part="bubble mine" dir="auto" lang=${lang}>${mine.text}</div>
    ${mine.state === "sending" ? html`<span class="state soon">${say("sending")}</span>` : nothing}
    ${mine.state === "sent" && last ? html`<span class="state">${say("sent")}</span>` : nothing}
    ${mine.state === "retrying" ? html`<span class="state trouble row">${say("not_sent")}
      <button @click=${retry}>${say("not_sent_again")}</button></span>` : nothing}
    ${mine.state === "refused" ? html`<span class="state trouble row">${say([413, 422].includes(mine.reason) && !mine.choice ? "refused_long" : "refused")}
      <button @click=${() => takeBack(mine)}>${say("refused_back")}</button></span>` : nothing}
  </li>`;
}

/** A time of day as it is written in a language; empty for what is no time. */
export function clockTime(at: string, lang: string): string {
  const when = new Date(at);
  return Number.isNaN(when.getTime()) ? "" : when.toLocaleTimeString(lang, { hour: "numeric", minute: "2-digit" });
}

function time(at: string, lang: string): TemplateResult | typeof nothing {
  const written = clockTime(at, lang);
  return written ? html` · <time datetime=${at}>${written}</time>` : nothing;
}

/** Under a step of an exercise: where one is in it, and when a wait is over. */
function place({ step, until }: ChatEvent, { say, lang }: Ways): TemplateResult | typeof nothing {
  if (!step && !until) return nothing;
  return html`<span class="state place">${step ? say("step_of", step) : nothing}${until ? say("wait_until", { time: clockTime(until, lang) }) : nothing}</span>`;
}

/** Shown from this page alone when the service does not answer. */
export const lateCard = (how: "unsent" | "sent", { say, lines }: Ways): TemplateResult => html`
  <li><div class="card" part="card"><div role="alert"><h3>${say("late_title")}</h3><p>${say(`late_${how}`)}</p></div>
  <div class="row">${helpLinks(lines, say)}</div></div></li>`;

/** Ways to reach people now, as links with their numbers in plain sight. */
import { html, nothing, type TemplateResult } from "lit";
import { dial, lineToCall, lineToText, withNumbers } from "./lines";
import type { Lines } from "./types";
import type { Say } from "./words";

const link = (scheme: "tel" | "sms", number: string, words: string): TemplateResult =>
  html`<a class="button" part="help-link" href="${scheme}:${dial(number)}">${words}</a>`;

export function helpLinks(lines: Lines, say: Say): TemplateResult {
  const call = lineToCall(lines)?.call;
  const text = lineToText(lines);
  return html`
    ${call ? link("tel", call, say("bar_call", { number: call })) : nothing}
    ${text?.text ? link("sms", text.text, text.keyword
      ? say("bar_text_word", { word: text.keyword, number: text.text })
      : say("bar_text", { number: text.text })) : nothing}
    ${lines.emergency ? link("tel", lines.emergency, say("bar_emergency", { number: lines.emergency })) : html`<span>${say("bar_unknown")}</span>`}`;
}

export const helpBar = (lines: Lines, say: Say): TemplateResult => html`
  <aside class="bar" part="bar" aria-label=${say("bar_label")}><strong>${say("bar_title")}</strong>${helpLinks(lines, say)}</aside>`;

/** A text with its phone numbers made ready to tap. Never read as markup. */
export const tappable = (text: string, lines: Lines): unknown[] =>
  withNumbers(text, lines).map((piece) => (piece.href ? html`<a href=${piece.href}>${piece.text}</a>` : piece.text));

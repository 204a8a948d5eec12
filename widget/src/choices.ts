/** Which choice of which offer was taken: by a press, by its number, or by its words. */
import type { Entry } from "./transcript";
import type { Choice } from "./types";

export interface Offer {
  seq: number;
  choices: Choice[];
  chosen: string | null;
}

/** The newest offer. It is over once the program has gone on: with other choices, or with none. */
export function newestOffer(entries: readonly Entry[]): Offer | null {
  let offer: Offer | null = null;
  let answered = false;
  for (const { event, mine } of entries) {
    if (event?.choices?.length && event.sender !== "person") {
      offer = { seq: event.seq, choices: event.choices, chosen: null };
      answered = false;
    } else if (mine || event?.sender === "person") {
      if (offer) offer.chosen ??= taken(offer.choices, mine?.choice ?? null, mine?.text ?? event?.text ?? "");
      answered = true;
    } else if (answered && event?.sender === "bot" && event.type !== "status") {
      offer = null;
    }
  }
  return offer;
}

function taken(choices: readonly Choice[], id: string | null, text: string): string | null {
  const written = text.trim().toLowerCase();
  const found = choices.find((choice, index) =>
    id ? choice.id === id : written === String(index + 1) || written === choice.label.trim().toLowerCase() || written === choice.id);
  return found?.id ?? null;
}

/** Where the arrow keys lead in a row of `size`; null for every other key. */
export function moved(key: string, at: number, size: number, rtl: boolean): number | null {
  const forward = rtl ? "ArrowLeft" : "ArrowRight";
  const backward = rtl ? "ArrowRight" : "ArrowLeft";
  if (key === forward || key === "ArrowDown") return (at + 1) % size;
  if (key === backward || key === "ArrowUp") return (at + size - 1) % size;
  if (key === "Home") return 0;
  if (key === "End") return size - 1;
  return null;
}

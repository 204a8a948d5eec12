/** What the widget itself brings to an exercise: a pacer with the exercise's counts, and a slider where a number is asked. */
import compiled from "./breathing.json";
import type { Counts } from "./breath";
import type { Entry } from "./transcript";
import type { ChatEvent } from "./types";

const BREATHING = compiled as Record<string, Counts>;
const ASKS_STRENGTH = "utter_wave_rate";
/** Asked for outside an exercise: no hold, about a minute. */
const PLAIN: Counts = { ...(BREATHING.utter_breathing_first ?? { in: 4, hold: 0, out: 6 }), rounds: 6 };

/** The counts of the part of a breathing exercise that was said last; else the plain ones. */
export const countsFor = (entries: readonly Entry[]): Counts => BREATHING[lastSaid(entries)?.script ?? ""] ?? PLAIN;

export interface Asked {
  seq: number;
  what: "strength" | "breath";
}

/** What the newest words of the program can be answered or followed with, beside words. */
export function askedNow(entries: readonly Entry[]): Asked | null {
  const said = lastSaid(entries);
  if (!said) return null;
  if (said.script === ASKS_STRENGTH) return { seq: said.seq, what: "strength" };
  return BREATHING[said.script ?? ""] ? { seq: said.seq, what: "breath" } : null;
}

/** The program's last message, unless someone else has written since. Status lines change nothing. */
function lastSaid(entries: readonly Entry[]): ChatEvent | null {
  const last = entries.findLast((entry) => entry.mine || entry.event?.type !== "status")?.event;
  return last?.sender === "bot" ? last : null;
}

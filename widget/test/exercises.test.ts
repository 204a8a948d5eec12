import { expect, test } from "vitest";
import { askedNow, countsFor } from "../src/exercises";
import { Transcript } from "../src/transcript";
import { event, mine } from "./make";

const entries = (...all: Parameters<Transcript["apply"]>[0]) => {
  const transcript = new Transcript();
  transcript.apply(all);
  return transcript;
};

test("the pacer has the counts of the step that was said, and plain ones otherwise", () => {
  const hold = entries(event(1, { script: "utter_breathing_hold_first" })).entries();
  expect(countsFor(hold)).toMatchObject({ hold: 4 });
  expect(askedNow(hold)).toEqual({ seq: 1, what: "breath" });
  expect(countsFor([])).toEqual({ in: 4, hold: 0, out: 6, rounds: 6 });
});

test("a strength is asked for until the person has written, whatever status lines come", () => {
  const transcript = entries(event(1, { script: "utter_wave_rate" }), event(2, { type: "status", sender: "system" }));
  expect(askedNow(transcript.entries())).toEqual({ seq: 1, what: "strength" });
  transcript.add(mine("a"));
  expect(askedNow(transcript.entries())).toBeNull();
});

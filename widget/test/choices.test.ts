import { expect, test } from "vitest";
import { moved, newestOffer } from "../src/choices";
import { Transcript } from "../src/transcript";
import { event, mine } from "./make";

const choices = [{ id: "start_breathing", label: "Breathe" }, { id: "show_plan", label: "My plan" }];

test.each([
  ["its id", mine("a", { choice: "show_plan", text: "My plan" })],
  ["its number", mine("a", { text: " 2 " })],
  ["its words", mine("a", { text: "my PLAN" })],
])("a choice is taken by %s", (_how, taken) => {
  const transcript = new Transcript();
  transcript.apply([event(1, { choices })]);
  expect(newestOffer(transcript.entries())?.chosen).toBeNull();
  transcript.add(taken);
  expect(newestOffer(transcript.entries())?.chosen).toBe("show_plan");
});

test("other words leave the offer open until the program has gone on", () => {
  const transcript = new Transcript();
  transcript.apply([event(1, { choices }), event(2, { sender: "person", text: "I do not know" })]);
  expect(newestOffer(transcript.entries())).toMatchObject({ seq: 1, chosen: null });
  transcript.apply([event(3, { type: "status", sender: "system" })]);
  expect(newestOffer(transcript.entries())).toMatchObject({ seq: 1 });
  transcript.apply([event(4)]);
  expect(newestOffer(transcript.entries())).toBeNull();
});

test("arrow keys go round, and the other way in right-to-left", () => {
  expect(moved("ArrowRight", 1, 2, false)).toBe(0);
  expect(moved("ArrowRight", 1, 3, true)).toBe(0);
  expect(moved("ArrowUp", 0, 3, false)).toBe(2);
  expect(moved("End", 0, 3, false)).toBe(2);
  expect(moved("Enter", 0, 3, false)).toBeNull();
});

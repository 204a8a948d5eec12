import { expect, test } from "vitest";
import { ShiftPresses } from "../src/exit";

const press = (presses: ShiftPresses, code: string, at: number) => {
  presses.hear({ type: "keydown", code, repeat: false }, at);
  return presses.hear({ type: "keyup", code, repeat: false }, at);
};

test("three presses of Shift alone leave", () => {
  const presses = new ShiftPresses();
  expect(press(presses, "ShiftLeft", 0)).toBe(2);
  expect(press(presses, "ShiftRight", 900)).toBe(1);
  expect(press(presses, "ShiftLeft", 1_800)).toBe(0);
});

test("capitals, slow presses and screen keyboards do not", () => {
  const presses = new ShiftPresses();
  press(presses, "ShiftLeft", 0);
  press(presses, "ShiftLeft", 100);
  presses.hear({ type: "keydown", code: "ShiftLeft", repeat: false }, 200);
  presses.hear({ type: "keydown", code: "KeyA", repeat: false }, 250);
  expect(presses.hear({ type: "keyup", code: "ShiftLeft", repeat: false }, 300)).toBeNull();
  expect(press(presses, "ShiftLeft", 400)).toBe(2);
  expect(press(presses, "ShiftLeft", 6_000)).toBe(2);
  expect(press(presses, "", 6_100)).toBeNull();
});

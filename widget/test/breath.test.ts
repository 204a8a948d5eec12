import { expect, test } from "vitest";
import { momentAt } from "../src/breath";

test("a breath without a hold goes from in to out and ends after its rounds", () => {
  const counts = { in: 4, hold: 0, out: 6, rounds: 2 };
  expect(momentAt(counts, 0)).toEqual({ phase: "in", count: 1, length: 4, round: 1 });
  expect(momentAt(counts, 3.9)).toMatchObject({ phase: "in", count: 4 });
  expect(momentAt(counts, 4)).toMatchObject({ phase: "out", count: 1 });
  expect(momentAt(counts, 10)).toMatchObject({ phase: "in", round: 2 });
  expect(momentAt(counts, 20)).toBeNull();
});

test("a hold has its place between", () => {
  expect(momentAt({ in: 4, hold: 4, out: 4, rounds: 1 }, 5)).toMatchObject({ phase: "hold", count: 2 });
});

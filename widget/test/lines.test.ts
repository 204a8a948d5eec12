import { expect, test } from "vitest";
import compiled from "../src/lines.json";
import { compiledLines, dial, withNumbers } from "../src/lines";

const links = (text: string, region = "US") => withNumbers(text, compiledLines(region)).filter((piece) => piece.href)
  .map((piece) => `${piece.text} ${piece.href}`);

test.each(["US", "GB", "IE", "CA", "AU", "NZ", "IN"])("%s has an emergency number and a line to call", (region) => {
  const lines = compiledLines(region);
  expect(lines.emergency).toMatch(/^\d{3}$/);
  expect(lines.lines.some((line) => line.call)).toBe(true);
});

test("no number is turned into one that cannot be dialled", () => {
  expect(JSON.stringify(compiled)).not.toContain("+");
  expect(dial("116 123")).toBe("116123");
});

test("a country that is not here gets no foreign number", () => {
  expect(compiledLines("FR")).toEqual({ country: "FR", emergency: null, lines: [] });
});

test("numbers in a text can be tapped, counts and times cannot", () => {
  expect(links("Call or text 988 any time. In danger: 911.")).toEqual(["988 tel:988", "911 tel:911"]);
  expect(links("Sam, 555 010 0199")).toEqual(["555 010 0199 tel:5550100199"]);
  expect(links("Sam: +1 (555) 010-0199.")).toEqual(["+1 (555) 010-0199 tel:+15550100199"]);
  expect(links("Breathe in for 4, out for 6. It is 10:45. 19881 or 2026.")).toEqual([]);
  expect(links("Call 116 123 or text SHOUT to 85258.", "GB")).toEqual(["116 123 tel:116123", "85258 sms:85258"]);
});

test("a text is kept whole", () => {
  const text = "<b>988</b> & 1/2\n911";
  expect(withNumbers(text, compiledLines("US")).map((piece) => piece.text).join("")).toBe(text);
});

/** Crisis lines: compiled in for the first paint and for when the service cannot be reached. */
import compiled from "./lines.json";
import type { Line, Lines } from "./types";

const COMPILED = compiled as Record<string, { emergency: string | null; lines: Line[] }>;

/** The lines this build carries for a country; an unknown country has none, and is told to use its own number. */
export function compiledLines(region: string): Lines {
  const country = region.toUpperCase();
  return { country, ...(COMPILED[country] ?? { emergency: null, lines: [] }) };
}

/** What the service gave, if it can be used: an empty directory must not take away the numbers that are here, nor words
 * stand where a number is dialled. */
export function usableLines(given: Lines): Lines | null {
  const emergency = /\d/.test(given.emergency ?? "") ? given.emergency : null;
  return emergency || given.lines.length ? { ...given, emergency } : null;
}

export const lineToCall = (lines: Lines): Line | undefined =>
  lines.lines.find((line) => line.call && line.call !== lines.emergency);
export const lineToText = (lines: Lines): Line | undefined => lines.lines.find((line) => line.text);

/** Digits as a phone dials them. Never put into international form: short codes cannot be dialled that way. */
export const dial = (number: string): string => number.replace(/[^\d+*#]/g, "");

export interface Piece {
  text: string;
  href: string | null;
}

/** Splits a text so that every phone number in it can be tapped. Numbers known only as text lines open a message. */
export function withNumbers(text: string, lines: Lines): Piece[] {
  const textOnly = new Set(lines.lines.filter((line) => line.text && !line.call).map((line) => dial(line.text!)));
  const known = [lines.emergency, ...lines.lines.flatMap((line) => [line.call, line.text])]
    .filter((number): number is string => !!number)
    .map((number) => [...dial(number)].map((digit) => digit.replace(/[+*#]/g, "\\$&")).join("[ .-]?"));
  // A long number of any kind, or a known short one, never inside a longer run of digits.
  const pattern = new RegExp(`(?<![\\d+])(?:${[...known, "\\+?\\(?\\d(?:(?:[ .-]|\\) ?| \\()?\\d){6,14}"].join("|")})(?!\\d)`, "g");
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), href: null });
    const digits = dial(found[0]);
    pieces.push({ text: found[0], href: `${textOnly.has(digits) ? "sms" : "tel"}:${digits}` });
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), href: null });
  return pieces;
}

// Compiles what clinicians own into the widget: crisis lines for the first paint and a dead network, and the
// counts of the breathing exercises, so that pacer and words agree.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { parse } from "yaml";

const DATA = new URL("../../data/", import.meta.url);
const SOURCE = new URL("../src/", import.meta.url);
const COUNTRIES = ["US", "GB", "IE", "CA", "AU", "NZ", "IN"];

function write(name, content) {
  const to = new URL(name, SOURCE);
  const text = `${JSON.stringify(content, null, 1)}\n`;
  if (!existsSync(to) || readFileSync(to, "utf8") !== text) writeFileSync(to, text);
}

function linesOf(code, records) {
  const emergency = records.find((line) => line.kind === "emergency")?.dial ?? null;
  const open = records.filter(
    (line) => line.kind !== "emergency" && line.confirmed && !line.conflict && !line.audience && !line.region && !line.backup_of,
  );
  const lines = [];
  for (const { name, channel, dial, keyword } of open) {
    if (channel !== "call" && channel !== "text") continue;
    const known = lines.find((line) => line.name === name && line[channel] === null);
    const line = known ?? { name, call: null, text: null, keyword: null };
    line[channel] = dial;
    if (channel === "text") line.keyword = keyword ?? null;
    if (!known) lines.push(line);
  }
  if (!emergency || !lines.length) throw new Error(`${code} lacks an emergency number or a line that may be served`);
  return { emergency, lines };
}

/** Counts by the script that gives them; only steps that say how often. */
function countsOf(exercises) {
  const counts = {};
  for (const { steps } of exercises) {
    for (const { script, counts: given } of steps) {
      if (!given?.rounds || !given.in_count) continue;
      counts[script] = { in: given.in_count, hold: given.hold_count ?? 0, out: given.out_count, rounds: given.rounds };
    }
  }
  return counts;
}

if (!existsSync(new URL("crisis_lines.yml", DATA))) {
  console.log("compile: no data folder here, the compiled copies stay as they are");
  process.exit(0);
}
const read = (name) => parse(readFileSync(new URL(name, DATA), "utf8"));
const { countries } = read("crisis_lines.yml");
write("lines.json", Object.fromEntries(COUNTRIES.map((code) => [code, linesOf(code, countries[code]?.lines ?? [])])));
const exercises = readdirSync(new URL("exercises/", DATA)).filter((name) => name.startsWith("breathing")).sort();
write("breathing.json", countsOf(exercises.map((name) => read(`exercises/${name}`))));
console.log(`compile: ${COUNTRIES.length} countries, ${exercises.length} breathing exercises`);

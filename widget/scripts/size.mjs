// The built file against its budget, and the hash a clinic puts beside the script tag.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 25 * 1024;
const file = readFileSync(new URL("../../holdfast/channels/static/holdfast-chat.js", import.meta.url));
const gzipped = gzipSync(file, { level: 9 }).length;
console.log(`holdfast-chat.js: ${file.length} bytes, ${gzipped} gzipped (budget ${BUDGET})`);
console.log(`integrity: sha384-${createHash("sha384").update(file).digest("base64")}`);
if (gzipped > BUDGET) {
  console.error("holdfast-chat.js is above its budget");
  process.exit(1);
}

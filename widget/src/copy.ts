/** A copy of the conversation as a plain text file, made in this browser. */
import { speaker } from "./rows";
import type { Entry } from "./transcript";
import type { Say } from "./words";

export function copyOf(entries: readonly Entry[], say: Say): string {
  const lines = entries.map(({ event, mine }) =>
    event ? `${event.type === "message" ? `${speaker(event, say)}: ` : ""}${event.text}` : `${say("you")}: ${mine!.text}`);
  return `${lines.join("\n\n")}\n`;
}

export function offerFile(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

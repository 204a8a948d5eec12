/** New words while the chat is on a page: said aloud once, and counted where the person cannot see them. */
import type { Announcer } from "./announcer";
import { spoken } from "./rows";
import type { ChatEvent } from "./types";
import type { Say } from "./words";

export class News {
  /** How many came while the chat was closed. */
  unseen = 0;
  /** Whether some came out of sight: under the plan, or below what is being read. */
  below = false;
  /** Handoffs that happened before the person's eyes: their cards interrupt, once. */
  readonly alerts = new Set<number>();

  constructor(private readonly announcer: Announcer) {}

  /** Where new words are shown: not at all, behind something, out of sight, or before the person's eyes. */
  hear(event: ChatEvent, shown: "closed" | "behind" | "below" | "here", say: Say): void {
    if (shown === "closed") this.unseen++;
    else if (shown !== "here") this.below = true;
    // The card itself interrupts; saying it twice would not help.
    if (event.type === "handoff" && (shown === "here" || shown === "below")) this.alerts.add(event.seq);
    else this.announcer.say(spoken(event, say), `e${event.seq}`);
  }

  reset(): void {
    this.announcer.reset();
    this.alerts.clear();
  }
}

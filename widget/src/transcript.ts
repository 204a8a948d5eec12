/** What was said, each message once and in order, whichever way it came. */
import type { ChatEvent, Mine } from "./types";

export type Entry = { key: string; event: ChatEvent; mine?: Mine } | { key: string; event?: undefined; mine: Mine };

interface Placed {
  mine: Mine;
  at: number;
}

export class Transcript {
  readonly #events = new Map<number, ChatEvent>();
  #mine: Placed[] = [];
  #last = 0;
  #loose = 0;

  /** Takes events in any order and any number of times; gives back those that are new, in order. */
  apply(events: readonly ChatEvent[]): ChatEvent[] {
    const numbered = events.map((event) => (event.seq > 0 ? event : { ...event, seq: this.#place() }));
    const fresh = numbered.filter((event) => !this.#events.has(event.seq));
    const unique = [...new Map(fresh.map((event) => [event.seq, event])).values()].sort((a, b) => a.seq - b.seq);
    for (const event of unique) {
      this.#events.set(event.seq, event);
      this.#last = Math.max(this.#last, Math.floor(event.seq));
      if (event.sender === "person") this.#settle(event);
    }
    return unique;
  }

  add(mine: Mine): void {
    this.#mine.push({ mine, at: this.#place() });
  }

  entries(): Entry[] {
    const rows: { at: number; entry: Entry }[] = [...this.#events.values()]
      .map((event) => ({ at: event.seq, entry: { key: `e${event.seq}`, event } }));
    for (const { mine, at } of this.#mine) rows.push({ at, entry: { key: mine.clientId, mine } });
    return rows.sort((a, b) => a.at - b.at).map((row) => row.entry);
  }

  get events(): ChatEvent[] {
    return [...this.#events.values()].sort((a, b) => a.seq - b.seq);
  }

  /** Another session: its numbers start anew. What has not been sent yet stays. */
  restart(): void {
    this.#events.clear();
    this.#last = 0;
    this.#mine = this.#mine.filter(({ mine }) => mine.state !== "sent").map(({ mine }) => ({ mine, at: this.#place() }));
  }

  /** Whether these words still stand here as one's own, and not as what the service has on record. */
  holds(mine: Mine): boolean {
    return this.#mine.some((placed) => placed.mine === mine);
  }

  forget(mine: Mine): void {
    this.#mine = this.#mine.filter((placed) => placed.mine !== mine);
  }

  /** Right after all that has a number so far: for own words on their way, and for what the service says off the record. */
  #place(): number {
    return this.#last + 0.5 + ++this.#loose / 1e6;
  }

  /** The service's own record of a message takes the place of the one written here. */
  #settle(event: ChatEvent): void {
    const known = this.#mine.find(({ mine }) =>
      event.client_id ? mine.clientId === event.client_id : mine.state !== "refused" && mine.text === event.text);
    if (known) this.forget(known.mine);
  }
}

export interface Here {
  who: "bot" | "waiting" | "human" | "ended";
  name: string | null;
  /** When a person was asked for. */
  since?: string;
}

/** The script that says that a human gave the conversation back to the program. */
const HANDED_BACK = "utter_handed_back";

/** Who is on the other side, read from the record and nothing else. */
export function whoIsHere(events: readonly ChatEvent[]): Here {
  let here: Here = { who: "bot", name: null };
  for (const event of events) {
    if (event.type === "ended") here = { who: "ended", name: null };
    else if (event.script === HANDED_BACK) here = { who: "bot", name: null };
    else if (event.type === "handoff") here = here.who === "bot" || here.who === "ended" ? { who: "waiting", name: null, since: event.at } : here;
    else if (event.sender === "responder") here = { who: "human", name: event.sender_name };
    else if (event.sender === "bot" && event.type === "message" && here.who !== "waiting") {
      here = { who: "bot", name: null };
    }
  }
  return here;
}

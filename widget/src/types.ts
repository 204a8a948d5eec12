/** What goes over the chat API, as the service documents it. */

export interface Choice {
  id: string;
  label: string;
}

export interface ChatEvent {
  seq: number;
  type: "message" | "status" | "handoff" | "ended";
  script: string | null;
  text: string;
  choices: Choice[] | null;
  level: string | null;
  /** `person` is the one who writes here: their own words, seen again after a reload or from a second tab. */
  sender: "bot" | "responder" | "system" | "person";
  sender_name: string | null;
  at: string;
  client_id?: string | null;
  /** The language these words are written in, where the service knows it. */
  lang?: string | null;
  /** The place of a step in its exercise. */
  step?: { at: number; of: number } | null;
  /** When a wait that this began is over. */
  until?: string | null;
}

/** The person's own plan: the parts that hold something, in their order. `at` is set on a copy that was kept. */
export interface Plan {
  steps: { title: string; items: { text: string; phone: string | null }[] }[];
  at?: string;
}

export interface Line {
  name: string;
  call: string | null;
  text: string | null;
  keyword: string | null;
}

export interface Lines {
  country: string;
  emergency: string | null;
  lines: Line[];
}

/** A message of the person's own, from the moment it is written. */
export interface Mine {
  clientId: string;
  text: string;
  choice: string | null;
  state: "sending" | "retrying" | "sent" | "refused";
  reason: number;
  written: number;
}

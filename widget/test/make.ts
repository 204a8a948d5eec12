/** Events and messages with the fields a test does not care about filled in. */
import type { ChatEvent, Mine } from "../src/types";

export const event = (seq: number, more: Partial<ChatEvent> = {}): ChatEvent => ({
  seq, type: "message", script: null, text: `text ${seq}`, choices: null, level: null, sender: "bot", sender_name: null,
  at: "2026-01-01T10:00:00Z", ...more,
});
export const mine = (clientId: string, more: Partial<Mine> = {}): Mine => ({
  clientId, text: `mine ${clientId}`, choice: null, state: "sending", reason: 0, written: 0, ...more,
});

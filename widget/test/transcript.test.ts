import { expect, test } from "vitest";
import { Transcript, whoIsHere } from "../src/transcript";
import { event, mine } from "./make";

const texts = (transcript: Transcript) => transcript.entries().map((entry) => entry.event?.text ?? entry.mine!.text);

test("events that come twice and out of order are shown once and in order", () => {
  const transcript = new Transcript();
  expect(transcript.apply([event(3), event(1), event(3)]).map((it) => it.seq)).toEqual([1, 3]);
  expect(transcript.apply([event(2), event(1)]).map((it) => it.seq)).toEqual([2]);
  expect(texts(transcript)).toEqual(["text 1", "text 2", "text 3"]);
});

test("an own message stands where it was written until the record takes its place", () => {
  const transcript = new Transcript();
  transcript.apply([event(1)]);
  transcript.add(mine("a"));
  transcript.apply([event(3)]);
  expect(texts(transcript)).toEqual(["text 1", "mine a", "text 3"]);
  transcript.apply([event(2, { sender: "person", text: "mine a", client_id: "a" })]);
  expect(texts(transcript)).toEqual(["text 1", "mine a", "text 3"]);
});

test("the record of one of two equal messages takes the place of that one only", () => {
  const transcript = new Transcript();
  transcript.add(mine("a", { text: "same" }));
  transcript.add(mine("b", { text: "same" }));
  transcript.apply([event(1, { sender: "person", text: "same", client_id: "b" })]);
  expect(transcript.entries().map((entry) => entry.key)).toEqual(["a", "e1"]);
});

test("a new session keeps what was not sent and drops the rest", () => {
  const transcript = new Transcript();
  transcript.apply([event(1)]);
  transcript.add(mine("a", { state: "sent" }));
  transcript.add(mine("b", { state: "retrying" }));
  transcript.restart();
  expect(texts(transcript)).toEqual(["mine b"]);
});

test("who is here follows the record", () => {
  const handoff = event(2, { type: "handoff" });
  const sam = event(3, { sender: "responder", sender_name: "Sam" });
  expect(whoIsHere([])).toEqual({ who: "bot", name: null });
  expect(whoIsHere([event(1), handoff]).who).toBe("waiting");
  expect(whoIsHere([handoff, event(3)]).who).toBe("waiting");
  expect(whoIsHere([handoff, sam])).toEqual({ who: "human", name: "Sam" });
  expect(whoIsHere([handoff, sam, event(4, { type: "status", sender: "system", script: "utter_handed_back" })]).who).toBe("bot");
  expect(whoIsHere([sam, event(4, { type: "ended" })]).who).toBe("ended");
  expect(whoIsHere([sam, handoff])).toEqual({ who: "human", name: "Sam" });
});

test("words off the record stand after the message they answer, each time", () => {
  const transcript = new Transcript();
  transcript.apply([event(1)]);
  transcript.add(mine("a", { state: "sent" }));
  transcript.apply([event(0, { text: "trouble" })]);
  transcript.add(mine("b", { state: "sent" }));
  transcript.apply([event(0, { text: "trouble" })]);
  transcript.apply([event(2)]);
  expect(texts(transcript)).toEqual(["text 1", "mine a", "trouble", "mine b", "trouble", "text 2"]);
});

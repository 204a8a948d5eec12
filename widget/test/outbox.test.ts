import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refused, type Answer } from "../src/api";
import { Outbox, type Post } from "../src/outbox";
import type { Mine } from "../src/types";

const YES: Answer = { message_id: "m", level: "none", events: [] };

function outbox(send: (mine: Mine) => Promise<Answer>, more: Partial<Post> = {}) {
  const answered: string[] = [];
  const box = new Outbox({
    send, ready: () => true, renew: async () => true, changed: () => undefined, answered: (mine) => answered.push(mine.text), ...more,
  });
  return { box, answered };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a message is sent with the same id until it is acknowledged, and later ones wait for it", async () => {
  const seen: string[] = [];
  let fail = 3;
  const { box, answered } = outbox(async (mine) => {
    seen.push(mine.clientId);
    if (fail-- > 0) throw fail % 2 ? new TypeError("network") : new Refused(503, 0);
    return YES;
  });
  const first = box.add("one", null);
  box.add("two", null);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(answered).toEqual(["one", "two"]);
  expect(seen.slice(0, 4)).toEqual(Array(4).fill(first.clientId));
  expect(seen).toHaveLength(5);
});

test("a message that can never be taken is given back and does not block the next", async () => {
  const { box, answered } = outbox(async (mine) => {
    if (mine.text === "long") throw new Refused(413, 0);
    return YES;
  });
  const long = box.add("long", null);
  box.add("short", null);
  await vi.advanceTimersByTimeAsync(10);
  expect(long).toMatchObject({ state: "refused", reason: 413 });
  expect(answered).toEqual(["short"]);
});

test("an unknown token is renewed once and the same message goes on", async () => {
  let known = false;
  const renew = vi.fn(async () => (known = true));
  const { box, answered } = outbox(async () => {
    if (!known) throw new Refused(401, 0);
    return YES;
  }, { renew });
  box.add("one", null);
  await vi.advanceTimersByTimeAsync(10);
  expect(renew).toHaveBeenCalledOnce();
  expect(answered).toEqual(["one"]);
});

test("nothing is sent before there is a session", async () => {
  let ready = false;
  const { box, answered } = outbox(async () => YES, { ready: () => ready });
  box.add("early", null);
  await vi.advanceTimersByTimeAsync(10);
  expect(answered).toEqual([]);
  ready = true;
  await box.go();
  expect(answered).toEqual(["early"]);
});

test("the service may name the time to wait", async () => {
  let tries = 0;
  const { box } = outbox(async () => {
    if (!tries++) throw new Refused(429, 7);
    return YES;
  });
  box.add("one", null);
  await vi.advanceTimersByTimeAsync(6_500);
  expect(tries).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(tries).toBe(2);
});

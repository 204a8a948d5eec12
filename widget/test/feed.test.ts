import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refused } from "../src/api";
import { Feed, type Source } from "../src/feed";
import type { ChatEvent } from "../src/types";
import { event } from "./make";

const sse = (...events: ChatEvent[]) => events.map((it) => `id: ${it.seq}\ndata: ${JSON.stringify(it)}\n\n`).join("");

/** A stream that stays open after what it was given. */
function open(text: string, signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (text) controller.enqueue(new TextEncoder().encode(text));
      signal.addEventListener("abort", () => controller.error(new DOMException("gone", "AbortError")));
    },
  });
}

function feed(more: Partial<Source>) {
  const heard: number[] = [];
  const reached: boolean[] = [];
  const unknown = vi.fn();
  const it = new Feed({
    stream: async (_after, signal) => open("", signal), poll: async () => [],
    heard: (events) => heard.push(...events.map((one) => one.seq)), reached: (yes) => reached.push(yes), unknown, ...more,
  });
  return { it, heard, reached, unknown };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a broken stream goes on after the newest number", async () => {
  const asked: number[] = [];
  const { it, heard } = feed({
    stream: async (after, signal) => {
      asked.push(after);
      if (asked.length === 1) return new Response(sse(event(1), event(2))).body!;
      return open(sse(event(3)), signal);
    },
  });
  it.start();
  await vi.advanceTimersByTimeAsync(3_000);
  it.stop();
  expect(asked).toEqual([0, 2]);
  expect(heard).toEqual([1, 2, 3]);
});

test("a stream that a proxy holds back is helped by asking", async () => {
  const poll = vi.fn(async (after: number) => (after < 1 ? [event(1)] : []));
  const { it, heard } = feed({ poll });
  it.start();
  await vi.advanceTimersByTimeAsync(5_000);
  it.stop();
  expect(heard).toEqual([1]);
  expect(it.cursor).toBe(1);
});

test("a stream that speaks is not asked beside", async () => {
  const poll = vi.fn(async () => []);
  const { it } = feed({ poll, stream: async (_after, signal) => open(": here\n\n", signal) });
  it.start();
  await vi.advanceTimersByTimeAsync(15_000);
  it.stop();
  expect(poll).not.toHaveBeenCalled();
});

test("a service that is away is said to be, and tried until it is back", async () => {
  let away = true;
  const down = async () => { throw new TypeError("network"); };
  const { it, reached } = feed({
    stream: async (_after, signal) => (away ? down() : open(": here\n\n", signal)), poll: async () => (away ? down() : []),
  });
  it.start();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(reached.at(-1)).toBe(false);
  away = false;
  await vi.advanceTimersByTimeAsync(12_000);
  it.stop();
  expect(reached.at(-1)).toBe(true);
});

test("an unknown token is told once and nothing more is asked", async () => {
  const stream = vi.fn(async () => { throw new Refused(401, 0); });
  const { it, unknown } = feed({ stream });
  it.start();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(unknown).toHaveBeenCalledOnce();
  expect(stream).toHaveBeenCalledOnce();
});

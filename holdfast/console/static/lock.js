/** Covers the page once its session is locked or over, and uncovers it when the same person is back. */
const me = document.body.dataset.me;
const cover = document.getElementById("locked");
const LOOK_EVERY_MS = 30_000;

/** Asks who is signed in; it counts as no sign of life. Without an answer nothing changes: a reply may be half written. */
async function look() {
  let answer;
  try {
    answer = await fetch("/console/here", { headers: { "X-Holdfast": "refresh" }, redirect: "error" });
  } catch {
    return;
  }
  if (answer.status === 401) lock();
  else if (answer.ok && (await answer.text()) === me) unlock();
  else if (answer.ok) location.reload(); // someone else sits here now
}

/** Modal, so that nothing behind it is reached or read out. */
export function lock() {
  if (cover && !cover.open) cover.showModal();
}

function unlock() {
  if (!cover.open) return;
  cover.close();
  document.dispatchEvent(new Event("holdfast:unlocked"));
}

if (me) {
  cover.addEventListener("cancel", (event) => event.preventDefault()); // Escape opens nothing
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  addEventListener("pageshow", (event) => event.persisted && look()); // the Back button
}

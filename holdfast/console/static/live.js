/**
 * Keeps a page as the record is: hears that it is out of date, fetches it again, and swaps only what differs.
 * Focus, the place in a text, typed words and opened details stay.
 */
import { lock } from "./lock.js";

const main = document.querySelector("main[data-events]");
const trouble = document.getElementById("trouble");
const came = new Map([...document.querySelectorAll("[data-region]")].map((one) => [one.id, one.innerHTML]));
let fetching = false;
let again = false;

/**
 * Takes a page over into this one. False when it is another page, such as one that says why it stopped.
 * A page that was fetched by itself does not take away the notice of why something was not done.
 */
export function take(html, byItself = false) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.querySelector("main[data-events]");
  if (!fresh || fresh.dataset.events !== main.dataset.events) return false;
  for (const region of fresh.querySelectorAll("[data-region]")) {
    if (!byItself || region.id !== "notice") swap(document.getElementById(region.id), region);
  }
  const token = page.querySelector("input[name=csrf]")?.value;
  for (const input of document.querySelectorAll("input[name=csrf]")) input.value = token;
  if (fresh.dataset.newsKey !== main.dataset.newsKey) announce(fresh.dataset.news);
  Object.assign(main.dataset, fresh.dataset);
  document.title = page.title;
  say("");
  document.dispatchEvent(new Event("holdfast:page"));
  return true;
}

/** Fetches the page and takes it over. */
export async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    const answer = await fetch(location.pathname, { headers: { "X-Holdfast": "refresh" }, redirect: "error" });
    if (answer.status === 401) signedOut();
    else if (!take(await answer.text(), true)) say("This page could not be brought up to date. Please reload it.");
  } catch {
    say("No connection. This page is not up to date. Trying again.");
  }
  fetching = false;
  if (again) {
    again = false;
    refresh();
  }
}

export function signedOut() {
  lock();
  say("You are signed out. What you typed stays here: ", "Sign in in a new tab", " and come back.");
}

/** Shows trouble above everything; an empty text takes it away. The optional link leads to the sign-in page. */
export function say(text, link, after = "") {
  trouble.replaceChildren(text);
  if (link) {
    const a = Object.assign(document.createElement("a"), { href: "/console/login", target: "_blank", textContent: link });
    trouble.append(a, after);
  }
  trouble.hidden = !text;
}

function swap(old, fresh) {
  if (!old || came.get(fresh.id) === fresh.innerHTML) return;
  came.set(fresh.id, fresh.innerHTML);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const [start, end] = [focused?.selectionStart, focused?.selectionEnd];
  const typed = [...old.querySelectorAll("textarea, select")].map((one) => [one.id, one.value]);
  const opened = [...old.querySelectorAll("details")].map((one) => [one.id, one.open]);
  old.replaceChildren(...document.importNode(fresh, true).childNodes);
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field && value) field.value = value;
  }
  for (const [id, open] of opened) {
    const details = document.getElementById(id);
    if (details) details.open = open;
  }
  const next = focused?.id && document.getElementById(focused.id);
  if (!next) return;
  next.focus({ preventScroll: true });
  if (typeof start === "number") next.setSelectionRange(start, end);
}

function announce(words) {
  const news = document.getElementById("news");
  news.textContent = "";
  setTimeout(() => (news.textContent = words), 100);
}

function listen() {
  const source = new EventSource(main.dataset.events);
  source.addEventListener("version", (event) => {
    if (event.data !== main.dataset.version) refresh();
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return;
    refresh();
    setTimeout(listen, 5000);
  });
}

listen();
setInterval(refresh, 30_000);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
document.addEventListener("holdfast:unlocked", refresh);

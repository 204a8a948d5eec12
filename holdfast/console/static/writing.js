/** Forms that take long to fill in: typing keeps the session alive, and what was typed stays when it has ended. */
import { lock } from "./lock.js";

const trouble = document.getElementById("trouble");
let lastSign = Date.now();

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-keep]");
  if (!form) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("button");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    let answer = await post(form.action, fields(form, button));
    if (answer.status === 403 && (await renewed(form))) answer = await post(form.action, fields(form, button));
    if (answer.status === 401) signedOut();
    else if (answer.redirected) location.assign(answer.url);
    else show(await answer.text());
  } catch {
    say("No connection. It is not certain that this was saved. Please press again.");
  }
  button.removeAttribute("aria-busy");
});

for (const kind of ["input", "pointerdown", "keydown"]) {
  document.addEventListener(kind, async () => {
    if (Date.now() - lastSign < 60_000) return;
    lastSign = Date.now();
    const csrf = document.querySelector("input[name=csrf]").value;
    const answer = await post("/console/alive", new URLSearchParams({ csrf })).catch(() => null);
    if (answer?.status === 401) signedOut();
  });
}

function fields(form, button) {
  const data = new URLSearchParams(new FormData(form));
  if (button.name) data.set(button.name, button.value);
  return data;
}

function post(address, body) {
  return fetch(address, { method: "POST", body, headers: { "X-Holdfast": "send" } });
}

/** After signing in in another tab, the page has the token of the session before: take the new one over. */
async function renewed(form) {
  const page = await fetch(location.pathname, { headers: { "X-Holdfast": "refresh" } });
  const token = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("input[name=csrf]");
  const old = form.querySelector("input[name=csrf]");
  if (!token || token.value === old.value) return false;
  for (const input of document.querySelectorAll("input[name=csrf]")) input.value = token.value;
  return true;
}

/** The same page with what does not fit, or a page that says why it stopped; then the words typed here stay. */
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  const words = fresh?.querySelector("#words");
  if (!fresh || words) return say(words?.textContent || "That was not taken. Please try again.");
  say("");
  document.querySelector("main").replaceWith(document.importNode(fresh, true));
  document.querySelector("[data-first]")?.focus();
}

document.addEventListener("holdfast:unlocked", () => say(""));

function signedOut() {
  lock();
  const link = Object.assign(document.createElement("a"), { href: "/console/login", target: "_blank" });
  link.textContent = "Sign in in a new tab";
  say("You are signed out. What you typed stays here: ", link, " and press again.");
}

function say(...words) {
  trouble.replaceChildren(...words);
  trouble.hidden = !words.join("");
}

/** Sends forms without leaving the page: typed words are cleared only once the service has them. */
import { say, signedOut, take } from "./live.js";

let lastSign = Date.now();

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-send]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const text = form.querySelector("textarea");
  const sent = text?.value;
  try {
    const answer = await post(form.action, new URLSearchParams(new FormData(form)));
    if (answer.status === 401) signedOut();
    else if (answer.redirected && new URL(answer.url).pathname !== location.pathname) location.assign(answer.url);
    else {
      if (answer.ok && text && text.value === sent) text.value = "";
      const html = await answer.text();
      if (!take(html)) say(reason(html));
    }
  } catch {
    say("No connection. It is not certain that this was sent. Please press again: it is never sent twice.");
  }
  button.removeAttribute("aria-busy");
});

/** Typing and tapping keep the session alive; looking on does not. */
for (const kind of ["input", "pointerdown", "keydown"]) {
  document.addEventListener(kind, async () => {
    if (Date.now() - lastSign < 60_000) return;
    lastSign = Date.now();
    const csrf = document.querySelector("input[name=csrf]").value;
    const answer = await post("/console/alive", new URLSearchParams({ csrf })).catch(() => null);
    if (answer?.status === 401) signedOut();
  });
}

function post(address, body) {
  return fetch(address, { method: "POST", body, headers: { "X-Holdfast": "send" } });
}

function reason(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.getElementById("words")?.textContent || "That was not taken. Please try again.";
}

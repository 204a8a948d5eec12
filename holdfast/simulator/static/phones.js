// Simulated phones: asks for what is new, shows it as threads, sends what is typed. Demo only.

const EVERY_MS = 700;
const HIDDEN_EVERY_MS = 3000;
const LIT_MS = 6000;
const STATES = {
  accepted: "queued", queued: "queued", sending: "queued", sent: "sent", delivered: "delivered",
  undelivered: "not delivered", failed: "not delivered",
};

const cards = new Map(); // number -> {root, thread, bubbles, timer}
let since = 0;
let account = null;
let first = true;
const arrived = new Set(); // names to announce, once per look

const find = (id) => document.getElementById(id);

function card(number, owner) {
  const known = cards.get(number);
  if (known) return owner ? describe(known, number, owner) : known;
  const root = find("phone-card").content.firstElementChild.cloneNode(true);
  const made = { root, thread: root.querySelector(".thread"), bubbles: new Map(), timer: 0, name: "" };
  cards.set(number, made);
  describe(made, number, owner || { name: "Unknown phone", kind: "unknown", role: "Not enrolled" });
  const text = root.querySelector("textarea");
  const label = root.querySelector("label");
  text.id = `text${number.slice(1)}`;
  label.htmlFor = text.id;
  root.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (text.value) send(made, number, text.value, 0).then((taken) => { if (taken) text.value = ""; });
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    root.querySelector("form").requestSubmit();
  });
  root.querySelector(".picture").addEventListener("click", () => send(made, number, "", 1));
  root.querySelector(".dial").addEventListener("click", () => doCall({ do: "dial", from: number }).then(look));
  root.querySelector(".switch").addEventListener("click", (event) =>
    post("/phone/switch", { phone: number, off: event.currentTarget.ariaPressed !== "true" }).then(look, look));
  root.addEventListener("focusin", () => root.classList.remove("lit"));
  find("phones").append(root);
  return made;
}

function describe(made, number, owner) {
  made.name = owner.name;
  made.root.dataset.kind = owner.kind;
  const heading = made.root.querySelector("h2");
  heading.textContent = owner.name;
  heading.id = `name${number.slice(1)}`;
  made.root.setAttribute("aria-labelledby", heading.id);
  made.root.querySelector(".role").textContent = owner.role;
  made.root.querySelector(".number").textContent = number;
  made.root.querySelector("label").textContent = `Text from ${owner.name}`;
  made.thread.setAttribute("aria-label", `Messages of ${owner.name}`);
  return made;
}

function show(message) {
  const made = card(message.phone);
  let bubble = made.bubbles.get(message.id);
  const isNew = !bubble;
  const atEnd = made.thread.scrollHeight - made.thread.scrollTop - made.thread.clientHeight < 60;
  if (isNew) {
    bubble = document.createElement("li");
    bubble.className = message.mine ? "bubble mine" : "bubble";
    const words = document.createElement("p");
    words.dir = "auto";
    words.textContent = message.text;
    if (message.media) words.append(picture(message.media));
    bubble.append(words, document.createElement("small"));
    made.bubbles.set(message.id, bubble);
    made.thread.append(bubble);
  }
  const facts = bubble.querySelector("small");
  facts.textContent = about(message);
  bubble.dataset.state = message.error ? "failed" : message.state;
  if (isNew && (atEnd || message.mine)) made.thread.scrollTop = made.thread.scrollHeight;
  if (isNew && !message.mine && !first) lightUp(made);
}

function picture(count) {
  const shown = document.createElement("span");
  shown.className = "media";
  shown.textContent = count === 1 ? "Picture" : `${count} pictures`;
  return shown;
}

function about(message) {
  const at = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const parts = message.parts === 1 ? "1 part" : `${message.parts} parts`;
  const state = message.mine
    ? (message.error ? `no answer from the service (${message.error})` : "sent")
    : (STATES[message.state] || message.state) + (message.error ? `: ${message.why || "no reason known"} (${message.error})` : "");
  return `${at} · ${parts} · ${state}`;
}

function lightUp(made) {
  clearTimeout(made.timer);
  made.root.classList.add("lit");
  made.timer = setTimeout(() => made.root.classList.remove("lit"), LIT_MS);
  arrived.add(made.name);
}

function announce() {
  if (arrived.size) find("announcer").textContent = `New message or call for ${[...arrived].join(", ")}`;
  arrived.clear();
}

const post = (path, body) => fetch(path, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

async function send(made, number, text, media) {
  const refused = made.root.querySelector(".refused");
  try {
    const answer = await post("/phone/send", { from: number, text, media });
    refused.hidden = answer.ok;
    if (!answer.ok) refused.textContent = `Not sent: ${(await answer.json()).error}`;
    if (answer.ok) look();
    return answer.ok;
  } catch {
    refused.hidden = false;
    refused.textContent = "Not sent: the service does not answer.";
    return false;
  }
}

let looking = false;

async function look() {
  if (looking) return;
  looking = true;
  try {
    const answer = await fetch(`/phone/state?since=${since}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const state = await answer.json();
    if (account !== null && account !== state.account) { location.reload(); return; } // the service was restarted
    account = state.account;
    for (const owner of state.phones) card(owner.number, owner);
    for (const message of state.messages) show(message);
    for (const call of state.calls) {
      const made = card(call.phone);
      if (showCall(made.root, call) && !first) lightUp(made);
    }
    for (const [number, made] of cards) {
      made.root.querySelector(".blocked").hidden = !state.blocked.includes(number);
      made.root.classList.toggle("off", state.off.includes(number));
      made.root.querySelector(".switch").ariaPressed = String(state.off.includes(number));
    }
    announce();
    since = state.version;
    first = false;
    find("trouble").hidden = true;
    find("empty").hidden = cards.size > 0;
  } catch {
    find("trouble").hidden = false;
  } finally {
    looking = false;
  }
}

// +1 202 555 0101 to 0199 are kept free for fiction.
function newPhone() {
  for (let last = 150; last < 200; last += 1) {
    const number = `+12025550${last}`;
    if (!cards.has(number)) {
      const made = card(number);
      made.root.scrollIntoView({ block: "nearest" });
      made.root.querySelector("textarea").focus();
      return;
    }
  }
}

async function follow() {
  await look();
  setTimeout(follow, document.hidden ? HIDDEN_EVERY_MS : EVERY_MS);
}

find("new-phone").addEventListener("click", newPhone);
follow();

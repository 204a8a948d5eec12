// Keeps /calm and what it needs in the browser. It never touches the chat's own requests, and keeps no words of anyone.
const KEPT = "calm-1";
const PAGE = "/calm";
const NEEDED = [PAGE, "/static/calm.css", "/static/calm.js", "/static/holdfast-chat.js", "/static/holdfast.svg"];
const PATIENCE_MS = 4000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(NEEDED)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin || !NEEDED.includes(pathname)) return;
  event.respondWith(newest(event.request).catch(() => kept(event.request)));
});

/** As the service has it now, kept for later; a network that hangs counts as none. */
async function newest(request) {
  const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  const cache = await caches.open(KEPT);
  await cache.put(request, answer.clone());
  return answer;
}

/** As it was when it was last seen: first for this very country, else as it first came. */
async function kept(request) {
  const found = (await caches.match(request)) ?? (await caches.match(new URL(request.url).pathname));
  return found ?? Response.error();
}

/** Shows times of day in the reader's own zone, and lets ages tick. */
const MINUTE = 60_000;

function age(since) {
  const minutes = Math.max(0, Math.floor((Date.now() - since) / MINUTE));
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return rest ? `${hours} h ${rest} min` : `${hours} h`;
}

function show() {
  for (const one of document.querySelectorAll("time[data-clock]")) {
    const words = new Date(one.dateTime).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    if (one.textContent !== words) one.textContent = words;
  }
  for (const one of document.querySelectorAll("time[data-age]")) {
    const words = age(Date.parse(one.dateTime));
    if (one.textContent !== words) one.textContent = words;
  }
}

show();
setInterval(show, 10_000);
document.addEventListener("holdfast:page", show);

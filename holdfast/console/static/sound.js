/** Two soft tones when someone new waits: only for whoever asked for them, in this tab, until they say no. */
const button = document.getElementById("sound");
const KEY = "holdfast-sound";
let context;
let known = waiting();

function waiting() {
  return new Set([...document.querySelectorAll(".row.unheld")].map((row) => row.id));
}

function isOn() {
  return sessionStorage.getItem(KEY) === "on";
}

function show() {
  button.setAttribute("aria-pressed", String(isOn()));
}

function play() {
  context ??= new AudioContext();
  context.resume();
  for (const [after, pitch] of [[0, 440], [0.25, 550]]) {
    const [tone, loudness] = [context.createOscillator(), context.createGain()];
    const begins = context.currentTime + after;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, begins);
    loudness.gain.linearRampToValueAtTime(0.2, begins + 0.03);
    loudness.gain.linearRampToValueAtTime(0, begins + 0.22);
    tone.connect(loudness).connect(context.destination);
    tone.start(begins);
    tone.stop(begins + 0.25);
  }
}

button.hidden = false;
show();
button.addEventListener("click", () => {
  sessionStorage.setItem(KEY, isOn() ? "off" : "on");
  show();
  if (isOn()) play(); // so that one knows it, and the browser knows that it was asked for
});
document.addEventListener("holdfast:page", () => {
  const now = waiting();
  if (isOn() && [...now].some((id) => !known.has(id))) play();
  known = now;
});

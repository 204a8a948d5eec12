// Calls on the simulated phones: a ringing phone is answered here, its words are read, its keys are pressed. Demo only.

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const ENDS = {
  completed: "Call ended", busy: "Call refused", "no-answer": "Missed call", failed: "Call failed", canceled: "Call ended",
};

const current = new Map(); // number -> the call that its card shows

async function doCall(body) {
  try {
    const answer = await fetch("/phone/call", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return answer.ok;
  } catch {
    return false; // the page says by itself that the service does not answer
  }
}

function callButton(label, className, body) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = className;
  button.textContent = label;
  button.addEventListener("click", () => doCall(body));
  return button;
}

function buttonsFor(call) {
  if (call.over) return [];
  if (call.ringing) {
    return [
      callButton("Answer", "send", { do: "answer", call: call.id }),
      callButton("Refuse", "quiet", { do: "refuse", call: call.id }),
    ];
  }
  const keys = KEYS.map((key) => callButton(key, "key quiet", { do: "press", call: call.id, keys: key }));
  return [...keys, callButton("Hang up", "end quiet", { do: "hang_up", call: call.id })];
}

function stateOf(call) {
  if (call.over) return ENDS[call.state];
  if (call.ringing) return "Incoming call";
  if (call.connected) return `Passed on to ${call.connected}`;
  return call.mine ? "Calling the service" : "In a call";
}

// Shows a call on its card; true when the phone has begun to ring.
function showCall(root, call) {
  const before = current.get(call.phone);
  if (before && before.id !== call.id && before.at > call.at) return false;
  current.set(call.phone, call);
  const panel = root.querySelector(".call");
  const words = panel.querySelector(".call-words");
  panel.hidden = false;
  panel.dataset.state = call.over ? "over" : call.ringing ? "ringing" : "talking";
  panel.querySelector(".call-state").textContent = stateOf(call);
  words.textContent = call.heard.slice(-3).join("\n");
  words.hidden = call.heard.length === 0;
  words.scrollTop = words.scrollHeight;
  root.querySelector(".dial").hidden = !call.over;
  const kind = `${call.id} ${panel.dataset.state}`;
  if (panel.dataset.buttons !== kind) { // keys that are being pressed are not taken away
    panel.dataset.buttons = kind;
    panel.querySelector(".call-keys").replaceChildren(...buttonsFor(call));
  }
  return call.ringing && (!before || before.id !== call.id);
}

/** Counts how many text messages a reply will be. */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const TWICE = new Set("^{}\\[~]|€\f");

function parts(text) {
  const plain = [...text].every((one) => BASIC.has(one) || TWICE.has(one));
  const length = plain ? [...text].reduce((sum, one) => sum + (TWICE.has(one) ? 2 : 1), 0) : text.length;
  const [single, each] = plain ? [160, 153] : [70, 67];
  return length <= single ? 1 : Math.ceil(length / each);
}

function count() {
  const text = document.querySelector("textarea[data-sms]");
  const out = document.getElementById("parts");
  if (!text || !out || !text.value) return;
  const number = parts(text.value);
  out.textContent = `${number} text ${number === 1 ? "message" : "messages"}, ${text.value.length} characters`;
}

count();
document.addEventListener("input", count);
document.addEventListener("holdfast:page", count);

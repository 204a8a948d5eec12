/** The plan on this device: only when the person asks for it, sealed with a word that nobody else knows. */
import type { Plan } from "./types";

const KEY = "hf:plan";
/** What OWASP advises for PBKDF2 with SHA-256: slow for who guesses, under a second on a phone. */
const ROUNDS = 600_000;
const SALT = 16;
const IV = 12;

/** Pages without TLS have no `subtle`, and a browser may refuse storage: then no copy is offered. */
export const canKeep = (): boolean => !!crypto.subtle && store((storage) => (storage.getItem(KEY), true)) === true;
export const isKept = (): boolean => store((storage) => storage.getItem(KEY) !== null) === true;

export function forgetKept(): void {
  store((storage) => storage.removeItem(KEY));
}

export async function keep(plan: Plan, word: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT));
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(word, salt), new TextEncoder().encode(JSON.stringify(plan)));
  const bytes = [...salt, ...iv, ...new Uint8Array(sealed)];
  store((storage) => storage.setItem(KEY, btoa(String.fromCharCode(...bytes))));
}

/** The plan as it was kept; null when the word is another one. */
export async function openKept(word: string): Promise<Plan | null> {
  const bytes = Uint8Array.from(atob(store((storage) => storage.getItem(KEY)) ?? ""), (char) => char.charCodeAt(0));
  try {
    const key = await keyOf(word, bytes.slice(0, SALT));
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(SALT, SALT + IV) }, key, bytes.slice(SALT + IV));
    return JSON.parse(new TextDecoder().decode(plain)) as Plan;
  } catch {
    return null; // The seal does not tell a wrong word from a damaged copy.
  }
}

async function keyOf(word: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const given = await crypto.subtle.importKey("raw", new TextEncoder().encode(word), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, given,
    { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function store<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}

/** Every word the widget itself can say, by language. */
import en from "./words/en.json";

export type Key = keyof typeof en;
const LIBRARY: Record<string, Partial<Record<Key, string>>> = { en };

export type Say = (key: Key, values?: Record<string, string | number>) => string;

/** Words in `lang`; English stands in for what a language does not have yet. */
export function wordsIn(lang: string): Say {
  const own = LIBRARY[lang.toLowerCase().split("-")[0] ?? "en"] ?? en;
  return (key, values = {}) =>
    (own[key] ?? en[key]).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

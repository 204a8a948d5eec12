/** Every word the widget itself can say. English is compiled in; another language comes from the service, if signed. */
import en from "./words/en.json";

export type Key = keyof typeof en;
export type Words = Partial<Record<Key, string>>;
export type Say = (key: Key, values?: Record<string, string | number>) => string;

/** What is compiled in. */
export const LANG = "en";

/** English stands in for what a language does not have yet. */
export const sayIn = (own: Words): Say => (key, values = {}) =>
  (own[key] ?? en[key]).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** The two letters of a language, as in `es` for `es-MX`. */
export const short = (lang: string): string => lang.toLowerCase().split("-")[0]!;

/** The language of the widget's own words: what is compiled in, until the page's own has come from the service. */
import { LANG, sayIn, short, type Say, type Words } from "./words";

export class Language {
  say: Say = sayIn({});
  /** What these words are in. */
  lang = LANG;

  /** Takes up a language. False: the service has no words in it that it may serve. */
  async speak(lang: string, fetched: (lang: string) => Promise<Words>): Promise<boolean> {
    try {
      if (short(lang) !== short(this.lang)) this.say = sayIn(short(lang) === LANG ? {} : await fetched(short(lang)));
      this.lang = lang;
      return true;
    } catch {
      return false;
    }
  }
}

/** The box to write in. What is half written outlives closing the chat; what could not be sent comes back here. */
import type { LitElement, ReactiveController } from "lit";
import type { Mine } from "./types";

export class Composer implements ReactiveController {
  #draft = "";
  #shown: HTMLTextAreaElement | null = null;

  constructor(private readonly host: LitElement, private readonly send: (text: string) => void) {
    host.addController(this);
  }

  get box(): HTMLTextAreaElement | null {
    return this.host.renderRoot.querySelector("textarea");
  }

  hostUpdate(): void {
    this.#draft = this.#shown?.value ?? this.#draft;
  }

  hostUpdated(): void {
    const box = this.box;
    if (box && box !== this.#shown) box.value = this.#draft;
    this.#shown = box;
  }

  focus(): void {
    this.box?.focus({ preventScroll: true });
  }

  fill(unsent: readonly Mine[]): void {
    const box = this.box;
    if (box) box.value = [...unsent.map((mine) => mine.text), box.value].filter(Boolean).join("\n");
  }

  readonly typing = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  };

  readonly submit = (event: Event): void => {
    event.preventDefault();
    const box = this.box!;
    const text = box.value;
    if (text.trim()) {
      box.value = "";
      this.send(text);
    }
    box.focus();
  };
}

/** What stands open beside the messages because the person asked for it: the breathing pacer, the plan. */
import type { LitElement } from "lit";
import type { Session } from "./session";

export class Asides {
  breathing = false;
  planned = false;

  constructor(private readonly host: LitElement, private readonly session: () => Session) {}

  /** A breath that was begun before a reload is there again. */
  restore(): void {
    this.breathing = this.session().breath !== null;
  }

  readonly breathe = (): void => {
    this.breathing = !this.breathing;
    this.session().breath = null;
    this.#changed(this.breathing, ".breathe");
  };

  readonly placed = ({ detail }: CustomEvent<number | null>): void => {
    this.session().breath = detail;
  };

  readonly plan = (): void => {
    this.planned = !this.planned;
    this.#changed(this.planned, ".plan");
  };

  /** What is closed gives the focus back to what opened it, which a breath may have hidden until now. */
  #changed(open: boolean, opener: string): void {
    this.host.requestUpdate();
    if (!open) void this.host.updateComplete.then(() => this.host.renderRoot.querySelector<HTMLElement>(opener)?.focus());
  }
}

/** Looks: soft neutrals, one accent, system fonts. Constructable style sheets only, so a strict CSP holds. */
import { css } from "lit";

const base = css`
  * { box-sizing: border-box; }
  button, a.button {
    display: inline-flex; align-items: center; justify-content: center; gap: 0.4em;
    min-block-size: 2.75rem; min-inline-size: 2.75rem; padding: 0.5rem 1rem;
    border: 1px solid var(--_edge); border-radius: 1.375rem;
    background: var(--_surface); color: var(--_ink); font: inherit; font-weight: 500; line-height: 1.25;
    text-decoration: none; text-align: center; cursor: pointer; touch-action: manipulation;
  }
  button:hover, a.button:hover { border-color: var(--_accent); box-shadow: inset 0 0 0 1px var(--_accent); }
  .main { background: var(--_accent); border-color: var(--_accent); color: var(--_on-accent); }
  :focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
  .row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
  h2, h3, p { margin: 0; }
  @media (forced-colors: active) {
    .main { border-width: 2px; }
    :focus-visible { outline-color: Highlight; }
  }
`;

export const chatStyles = [base, css`
  :host {
    display: block; max-inline-size: 46rem; color-scheme: light dark;
    --_paper: var(--holdfast-paper, #f6f4ef); --_surface: var(--holdfast-surface, #fff);
    --_ink: var(--holdfast-ink, #1f2d2b); --_quiet: var(--holdfast-quiet, #52615e);
    --_line: var(--holdfast-line, #ddd9cf); --_edge: var(--holdfast-edge, #7b8b88);
    --_accent: var(--holdfast-accent, #1d5f59); --_on-accent: var(--holdfast-on-accent, #fff);
    --_mine: var(--holdfast-mine, #d9e8e3); --_warm: var(--holdfast-warm, #fbeee0);
    --_warm-ink: var(--holdfast-warm-ink, #45301a); --_warm-line: var(--holdfast-warm-line, #e6cba9);
    --_round: var(--holdfast-round, 1.25rem);
    color: var(--_ink);
    font: 400 1.0625rem/1.5 var(--holdfast-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
    text-align: start; -webkit-text-size-adjust: 100%;
  }
  :host([hidden]) { display: none; }
  :host([scheme="light"]) { color-scheme: light; }
  @media (prefers-color-scheme: dark) {
    :host(:not([scheme="light"])) {
      --_paper: var(--holdfast-paper, #17201f); --_surface: var(--holdfast-surface, #212c2a);
      --_ink: var(--holdfast-ink, #e8eeec); --_quiet: var(--holdfast-quiet, #abbab6);
      --_line: var(--holdfast-line, #36443f); --_edge: var(--holdfast-edge, #82938e);
      --_accent: var(--holdfast-accent, #86cdc2); --_on-accent: var(--holdfast-on-accent, #0b2421);
      --_mine: var(--holdfast-mine, #264640); --_warm: var(--holdfast-warm, #332819);
      --_warm-ink: var(--holdfast-warm-ink, #fae5cb); --_warm-line: var(--holdfast-warm-line, #6e5635);
    }
  }

  .closed, dialog {
    border: 1px solid var(--_line); border-radius: var(--_round); background: var(--_paper); color: inherit; overflow: hidden;
  }
  .closed { display: grid; }
  .closed .row { padding: 1rem; }
  .closed button.main { flex: 1 1 14rem; }

  dialog {
    position: static; inline-size: 100%; max-inline-size: none; max-block-size: none; margin: 0; padding: 0;
    block-size: var(--holdfast-height, min(46rem, 88vh));
  }
  dialog[open] { display: flex; flex-direction: column; }
  dialog:modal { position: fixed; inset: 0; block-size: 100dvh; border: 0; border-radius: 0; }

  header {
    display: grid; grid-template: "title acts" auto "who acts" auto / 1fr auto; gap: 0 1rem; align-items: center;
    padding: 0.625rem 1rem; background: var(--_surface);
  }
  header .row { grid-area: acts; flex-wrap: nowrap; }
  h2 { grid-area: title; font-size: 1.125rem; line-height: 1.3; }
  .with { margin-block-start: 0.5rem; }
  .small { padding: 0; margin-inline-end: -0.625rem; border-color: transparent; background: none; }
  svg { inline-size: 1.25rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
  .who { grid-area: who; color: var(--_quiet); font-size: 0.9375rem; line-height: 1.35; }
  .who::before {
    content: ""; display: inline-block; inline-size: 0.5rem; block-size: 0.5rem; margin-inline-end: 0.45rem;
    border-radius: 50%; border: 2px solid var(--_accent); vertical-align: 0.05em;
  }
  .who[data-who="human"]::before { background: var(--_accent); }
  .who[data-who="waiting"]::before, .who[data-who="connecting"]::before { border-style: dotted; }

  .bar {
    display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; padding: 0.625rem 1rem;
    background: var(--_warm); color: var(--_warm-ink);
    border-block: 1px solid var(--_warm-line);
  }
  .closed .bar { border-block-start: 0; }
  .bar strong { font-weight: 650; margin-inline-end: auto; }
  .bar a.button, .card a.button { border-color: var(--_warm-ink); color: var(--_warm-ink); background: var(--_surface); font-weight: 650; }

  .scroll { flex: 1 1 auto; min-block-size: 7rem; overflow-y: auto; overscroll-behavior: contain; padding: 1rem; }
  .scroll:focus-visible { outline-offset: -3px; }
  ol { list-style: none; margin: 0; padding: 0; display: flex; flex-direction: column; gap: 0.375rem; }
  li { display: flex; flex-direction: column; align-items: flex-start; max-inline-size: 100%; }
  li.turn { margin-block-start: 0.75rem; }
  li:first-child { margin-block-start: 0; }
  li.mine { align-items: flex-end; }
  .by { color: var(--_quiet); font-size: 0.875rem; padding-inline: 0.25rem; margin-block-end: 0.2rem; }
  .bubble {
    max-inline-size: min(34rem, 88%); padding: 0.7rem 1rem; border: 1px solid var(--_line); border-radius: var(--_round);
    border-start-start-radius: 0.375rem; background: var(--_surface); white-space: pre-line; overflow-wrap: anywhere;
  }
  .mine .bubble { background: var(--_mine); border-color: transparent; border-radius: var(--_round); border-end-end-radius: 0.375rem; }
  .bubble a { color: var(--_accent); font-weight: 600; text-underline-offset: 0.15em; padding-block: 0.4rem; }
  .state { color: var(--_quiet); font-size: 0.875rem; padding-inline: 0.25rem; margin-block-start: 0.2rem; }
  .state.trouble { color: var(--_ink); font-weight: 550; justify-content: flex-end; }
  li.quiet { align-self: center; max-inline-size: 34rem; margin-block: 0.75rem; text-align: center; color: var(--_quiet); font-size: 0.9375rem; white-space: pre-line; }
  .card {
    max-inline-size: min(36rem, 100%); margin-block: 0.75rem; padding: 1rem; border: 1px solid var(--_warm-line); border-radius: var(--_round);
    background: var(--_warm); color: var(--_warm-ink); display: grid; gap: 0.75rem;
  }
  .card h3 { font-size: 1.0625rem; }
  .card p { white-space: pre-line; overflow-wrap: anywhere; }
  .card p a { color: inherit; font-weight: 650; }

  .choices { margin-block-start: 0.5rem; max-inline-size: min(36rem, 100%); }
  .choices button, .with { border-color: var(--_accent); text-align: start; justify-content: flex-start; }
  .choices kbd { font: inherit; font-size: 0.875em; font-weight: 400; color: var(--_quiet); min-inline-size: 0.75em; }
  .choices [aria-disabled="true"] { cursor: default; border-color: var(--_line); color: var(--_quiet); box-shadow: none; }
  .choices .chosen { background: var(--_mine); border-color: var(--_accent); color: var(--_ink); }

  .banner { padding: 0.6rem 1rem; border-block-start: 1px solid var(--_line); background: var(--_surface); font-size: 0.9375rem; }
  .newer { align-self: center; margin-block: -3.25rem 0.5rem; position: relative; box-shadow: 0 2px 10px rgb(0 0 0 / 0.12); }
  holdfast-pacer, holdfast-urge { display: block; border-block-start: 1px solid var(--_line); background: var(--_surface); padding: 1rem; }
  holdfast-urge { border: 1px solid var(--_line); border-radius: var(--_round); margin-block-start: 0.5rem; inline-size: min(34rem, 100%); }

  form { display: flex; gap: 0.5rem; align-items: flex-end; padding: 0.75rem 1rem 0.25rem; background: var(--_surface); border-block-start: 1px solid var(--_line); }
  form label { flex: 1; min-inline-size: 0; }
  textarea {
    display: block; inline-size: 100%; min-block-size: 2.75rem; max-block-size: 9rem; padding: 0.6rem 1rem; resize: none; field-sizing: content;
    border: 1px solid var(--_edge); border-radius: 1.375rem; background: var(--_paper); color: inherit; font: inherit; line-height: 1.35;
  }
  textarea::placeholder { color: var(--_quiet); opacity: 1; white-space: nowrap; }
  footer { padding: 0 1rem 0.5rem; background: var(--_surface); color: var(--_quiet); font-size: 0.875rem; line-height: 1.4; }
  footer button { border-color: transparent; background: none; color: var(--_accent); padding-inline: 0.25rem; font-size: 0.9375rem; }
  footer .row { gap: 0 1rem; }
  .hidden { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

  @media (max-width: 40rem) {
    header { grid-template: "title acts" auto "who who" auto / 1fr auto; padding-block: 0.375rem; row-gap: 0.25rem; }
    .bar { gap: 0.375rem; padding-block: 0.5rem; }
    .bar strong { inline-size: 100%; font-size: 0.9375rem; line-height: 1.2; }
    .bar a.button, .card a.button { padding-inline: 0.375rem; flex: 1 1 auto; font-size: 0.9375rem; }
    header .row { gap: 0.125rem; }
    header a.button { padding-inline: 0.75rem; }
    h2 { font-size: 1rem; }
    .closed a.button { flex: 1 1 auto; }
    .bubble { max-inline-size: 94%; }
    footer p { font-size: 0.8125rem; }
  }
  @media (max-width: 24rem) { .bar, .scroll, header, form, footer { padding-inline: 0.75rem; } }
  @media (pointer: coarse) { .keys { display: none; } }
  /* 400 % zoom: everything scrolls as one page, only the help stays pinned. */
  @media (max-height: 30rem) {
    dialog[open] { overflow-y: auto; display: block; scroll-padding-block: 5rem 1rem; }
    dialog:not(:modal) { block-size: auto; max-block-size: none; overflow: visible; }
    .bar { position: sticky; inset-block-start: 0; z-index: 1; }
    .bar strong { position: absolute; inline-size: 1px; overflow: hidden; clip-path: inset(50%); }
    .scroll { overflow: visible; }
    .newer { margin-block: 0.5rem; }
  }
  @media (forced-colors: active) {
    .bubble, .mine .bubble { border: 1px solid CanvasText; }
    .mine .bubble { border-style: dashed; }
    .chosen { outline: 2px solid Highlight; }
    [aria-disabled="true"] { color: GrayText; }
  }
  @media print {
    header .row, form, footer, .bar, .newer { display: none; }
    dialog[open], .scroll { block-size: auto; overflow: visible; }
  }
`];

export const pacerStyles = [base, css`
  section { display: grid; gap: 0.6rem; justify-items: center; text-align: center; }
  h3 { font-size: 1.0625rem; }
  .care { color: var(--_quiet); font-size: 0.9375rem; }
  .moment { display: grid; place-items: center; min-block-size: 10rem; inline-size: 100%; }
  .moment > * { grid-column: 1; }
  .phase { grid-row: 1; align-self: end; font-size: 1.125rem; font-weight: 600; z-index: 1; }
  .count { grid-row: 2; align-self: start; font-size: 1.75rem; font-variant-numeric: tabular-nums; z-index: 1; }
  .circle { display: none; }
  @media (prefers-reduced-motion: no-preference) {
    .circle {
      display: block; grid-row: 1 / span 2; inline-size: 10rem; block-size: 10rem; border-radius: 50%; background: var(--_mine);
      scale: 0.72; transition: scale var(--length, 4s) linear;
    }
    [data-phase="in"] .circle, [data-phase="hold"] .circle { scale: 1; }
    @starting-style { .circle { scale: 0.72 !important; } }
    [data-paused] .circle { transition: none; }
  }
`];

export const urgeStyles = [base, css`
  fieldset { border: 0; margin: 0; padding: 0; min-inline-size: 0; display: grid; gap: 0.5rem; }
  legend { position: absolute; inline-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  input[type="range"] { inline-size: 100%; min-block-size: 2.75rem; accent-color: var(--_accent); margin: 0; }
  .ends { display: flex; justify-content: space-between; color: var(--_quiet); font-size: 0.875rem; }
  .row { justify-content: space-between; }
  label { display: flex; align-items: center; gap: 0.5rem; }
  input[type="number"] {
    inline-size: 4.5rem; min-block-size: 2.75rem; padding: 0.4rem 0.6rem; font: inherit; color: inherit;
    border: 1px solid var(--_edge); border-radius: 0.75rem; background: var(--_paper);
  }
`];

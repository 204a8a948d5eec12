/** Looks, as constructable style sheets only, so that a strict CSP holds. Vite makes the files small. */
import { unsafeCSS, type CSSResultGroup } from "lit";
import base from "./styles/base.css?inline";
import chat from "./styles/chat.css?inline";
import pacer from "./styles/pacer.css?inline";
import plan from "./styles/plan.css?inline";
import urge from "./styles/urge.css?inline";

const onBase = (own: string): CSSResultGroup => [unsafeCSS(base), unsafeCSS(own)];
export const chatStyles = onBase(chat);
export const pacerStyles = onBase(pacer);
export const planStyles = onBase(plan);
export const urgeStyles = onBase(urge);

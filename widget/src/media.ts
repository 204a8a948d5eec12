/** What the screen and the fingers on it can do. */

export const isSmall = (): boolean => matchMedia("(max-width: 40rem)").matches;
export const isTouch = (): boolean => matchMedia("(pointer: coarse)").matches;

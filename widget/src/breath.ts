/** Where one is in a paced breath: pure counting, shared by words and circle. */

export interface Counts {
  in: number;
  hold: number;
  out: number;
  rounds: number;
}

export interface Moment {
  phase: "in" | "hold" | "out";
  /** 1, 2, 3 … within the phase. */
  count: number;
  length: number;
  round: number;
}

/** The moment `seconds` after the start; null when all rounds are done. */
export function momentAt(counts: Counts, seconds: number): Moment | null {
  const cycle = counts.in + counts.hold + counts.out;
  const second = Math.floor(seconds);
  const round = Math.floor(second / cycle) + 1;
  if (second < 0 || round > counts.rounds) return null;
  const within = second % cycle;
  if (within < counts.in) return { phase: "in", count: within + 1, length: counts.in, round };
  if (within < counts.in + counts.hold) {
    return { phase: "hold", count: within - counts.in + 1, length: counts.hold, round };
  }
  return { phase: "out", count: within - counts.in - counts.hold + 1, length: counts.out, round };
}

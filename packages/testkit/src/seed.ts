/** The seed of the run, by which every random test chooses: `CLEARWAY_TEST_SEED`, which vitest.config.ts sets where it is not given. */
export function seed(): number {
  const given = Number(process.env['CLEARWAY_TEST_SEED'])
  if (!Number.isSafeInteger(given) || given < 0) throw new Error('CLEARWAY_TEST_SEED is no whole number from 0 on.')
  return given
}

/** Whole numbers from 0 on and less than `below`, the same for the same seed and subject (Mulberry32). */
export function seededRandom(subject: string): (below: number) => number {
  let state = [...subject].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0)!, 0x01_00_01_93), seed() | 0)
  return (below) => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

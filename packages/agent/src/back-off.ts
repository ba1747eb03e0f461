/** How long to wait after that many failures in a row (from 1): doubling from 100 ms to 3 s, with up to half of it taken off at random. */
export function backOffMs(failures: number, random: () => number = Math.random): number {
  return Math.min(3000, 100 * 2 ** (failures - 1)) * (1 - random() / 2)
}

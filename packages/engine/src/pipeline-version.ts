/** The version of a pipeline's first run. */
export const firstVersion = '1.0.0'

/** The version after another: with its last number one higher, as in `1.0.0` → `1.0.1`, `1.2` → `1.3`, `7` → `8`; `.1` is added where there is none. */
export function nextVersion(version: string): string {
  const found = /^(.*?)(\d+)(\D*)$/s.exec(version)
  if (found === null) return `${version}.1`
  const [, before = '', number = '', after = ''] = found
  return `${before}${BigInt(number) + 1n}${after}`
}

/** The order of versions: by their numbers, one after the other, where what begins with none comes first; then as texts. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)]
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [one, other] = [left[at] ?? -1n, right[at] ?? -1n]
    if (one !== other) return one < other ? -1 : 1
  }
  return a === b ? 0 : a < b ? -1 : 1
}

/** The numbers with which a version begins. */
function numbersOf(version: string): readonly bigint[] {
  const found = /^v?(\d+(?:\.\d+)*)/.exec(version)?.[1]
  return found === undefined ? [] : found.split('.').map(BigInt)
}

/**
 * A text with the addresses of copied files in place of those on the other server. One address may begin another: the longest is taken, and what was
 * replaced is not searched again.
 */
export function withAddressesHere(text: string, addresses: ReadonlyMap<string, string>): string {
  if (addresses.size === 0) return text
  const longestFirst = [...addresses.keys()].toSorted((a, b) => b.length - a.length)
  return text.replaceAll(
    new RegExp(longestFirst.map((address) => RegExp.escape(address)).join('|'), 'g'),
    (found) => addresses.get(found) ?? found,
  )
}

/** Thrown if no server is known; the message lists the ways to state where it is. */
export class NoServer extends Error {
  override readonly name = 'NoServer'
}

/** Throws a NoServer unless a text is an address of HTTP. */
export function assertAddress(url: string, what: string, cure: string): void {
  const isAddress = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
  if (!isAddress) throw new NoServer(`${what} is '${url}', but must begin with http:// or https:// and name a host. ${cure}`)
}

/** The path below `/files/` of an address that this server gave out. */
export function filePathOf(url: string): string | undefined {
  const path = URL.canParse(url) ? new URL(url).pathname : ''
  if (!path.startsWith('/files/')) return undefined
  try {
    return decodeURIComponent(path.slice('/files/'.length))
  } catch {
    // Not an address that we made.
    return undefined
  }
}

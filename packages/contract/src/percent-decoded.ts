/** A part of an address without its percent-encoding; the part as it is, where it has another meaning of `%`: passwords are often written so. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

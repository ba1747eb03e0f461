/** The output of a request, with its destination trimmed, as ClearML's server stores it: a space in an address would be taken for a part of a path. */
export function cleanOutput(output: object = {}, destination?: string): object {
  const given: unknown = destination ?? (output as { readonly destination?: unknown }).destination
  return { ...output, ...(typeof given === 'string' ? { destination: given.trim() } : {}) }
}

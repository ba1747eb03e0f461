/** Leaves out what is not set: an address is then as short as it can be, and a request says only what was asked for. */
export function present<const T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never
}

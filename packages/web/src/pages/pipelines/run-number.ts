/** The number of a run, as its name ends with it: the first has none. */
export function numberOf({ name }: { readonly name: string }): string {
  return /#\d+$/.exec(name)?.[0] ?? '#1'
}

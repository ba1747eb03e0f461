/** The path of a property below the path of its object, as JavaScript writes it, for errors: `rows.loss`, `rows["my loss"]`; an empty path is the whole value. */
export function pathBelow(path: string, key: string): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

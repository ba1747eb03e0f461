/** Splits `Section/name` of a parameter at the first slash; a name alone is in the given section. The name may hold further slashes. */
export function sectionAndName(path: string, section = 'General'): { readonly section: string; readonly name: string } {
  const slash = path.indexOf('/')
  return slash === -1 ? { section, name: path } : { section: path.slice(0, slash), name: path.slice(slash + 1) }
}

/**
 * The path at the main port for a request to the port of the files. There ClearML's clients expect files at the root. Paths below `/files`, as
 * Clearway's own addresses have them, stay as they are.
 */
export function belowFiles(url: string): string {
  const path = url.startsWith('/') ? url : `/${url}`
  if (/^\/files(?:[/?]|$)/.test(path)) return path
  return path === '/' || path.startsWith('/?') ? `/files${path.slice(1)}` : `/files${path}`
}

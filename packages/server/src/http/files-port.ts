/**
 * The path at the main port for a request to the port of the files. ClearML's own file server has its files at the root; addresses
 * that name `/files` already, as ours do, stay as they are.
 */
export function belowFiles(url: string): string {
  const path = url.startsWith('/') ? url : `/${url}`
  if (/^\/files(?:[/?]|$)/.test(path)) return path
  return path === '/' || path.startsWith('/?') ? `/files${path.slice(1)}` : `/files${path}`
}

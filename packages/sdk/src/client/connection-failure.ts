import { ApiError } from '../api-error.ts'

/** What a failed connection calls itself, in a browser (where it says nothing more), in Node's fetch and in Node's http. */
export function connectionFailureOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof ApiError) return undefined
  const code = codeOf(error) ?? codeOf(error.cause)
  if (code !== undefined && !code.startsWith('ERR_')) return code
  if (error.name === 'TimeoutError') return 'timeout'
  // Fetch says so of everything, and of nothing else that can come from it.
  return error instanceof TypeError && code === undefined ? error.message : undefined
}

function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

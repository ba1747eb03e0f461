import { isApiError } from '../api-error.ts'

/** The code or message of a failed connection, in a browser (which has only the message), in Node's fetch and in Node's http; undefined for other errors. */
export function connectionFailureOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || isApiError(error)) return undefined
  const code = codeOf(error) ?? codeOf(error.cause)
  if (code !== undefined && (!code.startsWith('ERR_') || /^ERR_(SSL|TLS)_/.test(code))) return code
  if (error.name === 'TimeoutError') return 'timeout'
  // Fetch throws a TypeError for every failed connection, and for nothing else that can happen here.
  if (!(error instanceof TypeError) || code !== undefined) return undefined
  return error.cause instanceof Error ? error.cause.message : error.message
}

function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

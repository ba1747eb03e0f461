import type { ErrorCode } from '@clearway/contract'
import { ApiError, type ApiErrorDetails } from '../api-error.ts'

interface Envelope {
  readonly meta?: { readonly result_msg?: string; readonly error_data?: { readonly code?: ErrorCode } & ApiErrorDetails }
  readonly data?: object
}

/**
 * Reads an answer of an action: gives its data, or throws an ApiError with the server's code and details. An answer of anything else than Clearway's API is
 * the error `not_this_server`; the detail `answer` holds its message, or its beginning.
 */
export async function readAnswer(action: string, response: Response): Promise<object> {
  const text = await response.text()
  const { meta, data } = parse(text)
  if (response.ok && meta !== undefined && data !== undefined) return data
  const { code, ...given } = meta?.error_data ?? {}
  const retryAfterSeconds = Number(response.headers.get('retry-after'))
  const details = retryAfterSeconds > 0 ? { ...given, retryAfterSeconds } : given
  if (meta !== undefined && code !== undefined)
    throw new ApiError(`${action}: ${meta.result_msg ?? code}`, { code, status: response.status, details })
  const answer = meta?.result_msg ?? `${response.status} ${response.statusText}, ${text.slice(0, 200)}`
  throw new ApiError(
    `${action}: ${response.url} answered with something else than Clearway's API: ${answer}. Check the server's address.`,
    {
      code: 'not_this_server',
      status: response.status,
      details: { ...details, answer },
    },
  )
}

/** The error that an answer of the server names; undefined for any other text, such as a proxy's page. */
export function errorIn(
  text: string,
): { readonly code: ErrorCode; readonly message: string; readonly details: ApiErrorDetails } | undefined {
  const { meta } = parse(text)
  const { code, ...details } = meta?.error_data ?? {}
  return code === undefined ? undefined : { code, message: meta?.result_msg ?? code, details }
}

function parse(text: string): Envelope {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    // Not JSON, but for example a proxy's error page: the caller's error quotes it.
    return {}
  }
}

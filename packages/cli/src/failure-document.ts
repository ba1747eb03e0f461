import { paragraphs } from './failure.ts'
import { UsageError } from './usage-error.ts'

/** A failure for programs: what `--json` prints on standard error, on one line. */
export interface FailureDocument {
  readonly error: {
    /** Permanent: a code of the server (`docs/reference/errors.md`), or of this program (`docs/reference/commands.md`). */
    readonly code: string
    readonly message: string
    /** The field of the call, or the flag, that is wrong. */
    readonly field?: string
    readonly cure?: string
    /** Further details from the server's answer. */
    readonly details?: Readonly<Record<string, unknown>>
  }
}

/** The codes of errors by their names, where the error has no code of its own. */
const codes: Readonly<Record<string, string>> = {
  InvalidPipeline: 'invalid_pipeline',
  NoServer: 'no_server',
  SettingError: 'invalid_setting',
  StoppedByUser: 'stopped',
  UnusableDatabase: 'unusable_database',
  UsageError: 'usage',
  WaitTimeout: 'timeout',
}

/** Describes an error for programs. */
export function failureDocument(error: unknown): FailureDocument {
  if (!(error instanceof Error)) return { error: { code: 'unexpected', message: String(error) } }
  const [message = '', ...rest] = paragraphs(error)
  const { field, ...details } = detailsOf(error)
  return {
    error: {
      code: codeOf(error),
      message,
      ...(field === undefined ? {} : { field }),
      ...(rest.length === 0 ? {} : { cure: rest.join(' ') }),
      ...(Object.keys(details).length === 0 ? {} : { details }),
    },
  }
}

function codeOf(error: Error): string {
  if (error.name === 'ApiError' || error.name === 'CommandFailed') return String((error as { readonly code?: unknown }).code)
  return codes[error.name] ?? 'unexpected'
}

function detailsOf(error: Error): { readonly field?: string } {
  if (error instanceof UsageError) return error.field === undefined ? {} : { field: error.field }
  if (error.name !== 'ApiError') return {}
  const {
    cure: _,
    code: _code,
    reason: _reason,
    ...details
  } = (error as { readonly details?: Readonly<Record<string, unknown>> }).details ?? {}
  return details
}

import type { RunFault } from '@clearway/contract'
import { UsageError } from '../usage-error.ts'
import { bundleMark, LoadFailure } from './load-module.ts'
import type { HostFailure } from './messages.ts'

/** An error in the form in which the parent process gets it. */
export function failureOf(error: unknown, file: string): HostFailure {
  if (!(error instanceof Error)) return { kind: 'error', name: 'Error', message: String(error) }
  if (error instanceof UsageError) {
    const { name, message, field, cure } = error
    return { kind: 'usage', name, message, ...(field === undefined ? {} : { field }), ...(cure === undefined ? {} : { cure }) }
  }
  if (error instanceof LoadFailure)
    return { kind: 'load', name: error.name, message: `${file} cannot be loaded.`, stack: stackOf(error.cause) }
  const { code, details, faults } = error as {
    readonly code?: unknown
    readonly details?: Readonly<Record<string, unknown>>
    readonly faults?: readonly RunFault[]
  }
  return {
    kind: 'error',
    name: error.name,
    message: error.message,
    stack: stackOf(error),
    ...(typeof code === 'string' ? { code } : {}),
    ...(details === undefined ? {} : { details }),
    ...(faults === undefined ? {} : { faults }),
  }
}

/** A stack without the lines of Node and of this program, which are of no use to the author of the file. */
function stackOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return stack
    .replaceAll(bundleMark, '')
    .split('\n')
    .filter((line) => !/^\s+at .*(node:|program-host|[/\\]node_modules[/\\]|[/\\]from-(source|package)\.js)/.test(line))
    .join('\n')
}

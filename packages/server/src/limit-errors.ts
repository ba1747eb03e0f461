import type { LogFn, Logger } from 'pino'

const errorLevel = 50
const quietMilliseconds = 60_000

type LogMethod = (this: Logger, inputs: Parameters<LogFn>, method: LogFn, level: number) => void

interface LoggedError {
  readonly until: number
  readonly left: number
}

/**
 * Logs an error of one kind at most once a minute, because a lasting cause, such as a full disk, makes every call fail. The next entry says how many
 * of its kind were left out. Errors are of one kind if they have the same code, or else the same message.
 */
export function limitErrors(now: () => number = () => performance.now()): LogMethod {
  const logged = new Map<string, LoggedError>()
  return function (inputs, method, level) {
    const [first, ...rest] = inputs as unknown as [unknown, ...unknown[]]
    const kind = level < errorLevel ? undefined : kindOf(first, rest[0])
    if (kind === undefined) return method.apply(this, inputs)
    const before = logged.get(kind)
    if (before !== undefined && now() < before.until) {
      logged.set(kind, { ...before, left: before.left + 1 })
      return
    }
    if (logged.size > 1000) logged.clear()
    logged.set(kind, { until: now() + quietMilliseconds, left: 0 })
    const left = before?.left ?? 0
    const entry = left === 0 ? first : { ...(first as object), leftOut: left }
    method.apply(this, [entry, ...rest] as unknown as Parameters<typeof method>)
  }
}

function kindOf(entry: unknown, message: unknown): string | undefined {
  const { err, ...others } = (typeof entry === 'object' && entry !== null ? entry : {}) as {
    readonly err?: unknown
    readonly call?: unknown
  }
  if (!(err instanceof Error)) return undefined
  const { code } = err as { readonly code?: unknown }
  if (err.name === 'ActionError') return String(code)
  return JSON.stringify([message, err.message, { ...others, call: undefined }])
}

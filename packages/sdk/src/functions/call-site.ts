import { fileURLToPath } from 'node:url'

/** Where a function was called from. */
export interface CallSite {
  /** The path of the file. */
  readonly file: string
  /** `file:line:column`. */
  readonly place: string
}

/**
 * The place that called `callee`, which is running, or with `above` the caller of its caller, and so on. It is read from the stack trace when it is first
 * asked for, because a bundle then decodes its source map.
 */
export function callSiteOf(callee: (...args: never[]) => unknown, above = 0): CallSite {
  const holder: { stack?: string } = {}
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = above + 1
  Error.captureStackTrace(holder, callee)
  Error.stackTraceLimit = limit
  let site: CallSite | undefined
  return {
    get file() {
      return (site ??= lastFrameOf(holder.stack)).file
    },
    get place() {
      return (site ??= lastFrameOf(holder.stack)).place
    },
  }
}

function lastFrameOf(stack = ''): CallSite {
  const found = /(file:\/\/[^\n]+|\/[^\n]+?):(\d+):(\d+)\)?$/m.exec(stack.split('\n').at(-1) ?? '')
  const [, path = '', line = '', column = ''] = found ?? []
  const file = path.startsWith('file:') ? fileURLToPath(path) : path
  return { file, place: file === '' ? '' : `${file}:${line}:${column}` }
}

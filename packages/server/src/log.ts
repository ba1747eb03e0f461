import { writeSync } from 'node:fs'
import { visibleLine } from '@clearway/contract/visible-text'
import { type Logger, pino } from 'pino'
import { prettyFactory } from 'pino-pretty'
import { limitErrors } from './limit-errors.ts'

/** Fields that are removed from every log entry. */
const secrets = [
  'authorization',
  'cookie',
  'token',
  'password',
  'secret',
  'secret_key',
  'secretKey',
  '*.authorization',
  '*.token',
  '*.secret_key',
  '*.password',
]

const readable = { translateTime: 'HH:MM:ss', ignore: 'pid,hostname' }

/**
 * Makes a log that writes to standard error, readable on a terminal and as JSON lines elsewhere; or to `onEntry`, each entry as readable text of one
 * or more lines.
 */
export function createLog(level: string, onEntry?: (text: string) => void): Logger {
  const options = { level, redact: { paths: secrets, censor: '********' }, hooks: { logMethod: limitErrors() } }
  if (onEntry === undefined && !process.stderr.isTTY) return pino(options, pino.destination({ dest: 2, sync: true }))
  const format = prettyFactory({ ...readable, colorize: process.stderr.isTTY })
  const write = onEntry ?? ((text: string): void => void writeSync(2, `${text}\n`))
  return pino(options, { write: (entry) => write(format(visibleEntry(entry)).trimEnd()) })
}

/**
 * Makes control characters of an entry visible, because entries contain names of tasks and users, and a terminal would act on them. A stack keeps its
 * lines.
 */
function visibleEntry(entry: string): string {
  return JSON.stringify(JSON.parse(entry), (key, value: unknown) => {
    if (typeof value !== 'string') return value
    return key === 'stack' ? value.split('\n').map(visibleLine).join('\n') : visibleLine(value)
  })
}

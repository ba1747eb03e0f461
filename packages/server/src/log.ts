import { type Logger, pino } from 'pino'
import pretty, { prettyFactory } from 'pino-pretty'

/** What must never reach a log. */
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

/** Logs go to standard error, readable on a terminal, JSON lines elsewhere; or to `onEntry`, each entry as readable text of one or more lines. */
export function createLog(level: string, onEntry?: (text: string) => void): Logger {
  const options = { level, redact: { paths: secrets, censor: '********' } }
  if (onEntry !== undefined) {
    const format = prettyFactory({ ...readable, colorize: process.stderr.isTTY })
    return pino(options, { write: (entry) => onEntry(format(entry).trimEnd()) })
  }
  if (!process.stderr.isTTY) return pino(options, pino.destination({ dest: 2, sync: true }))
  return pino(options, pretty({ ...readable, destination: 2, sync: true }))
}

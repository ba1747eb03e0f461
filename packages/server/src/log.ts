import { type Logger, pino } from 'pino'
import pretty from 'pino-pretty'

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

/** Logs go to standard error: readable on a terminal, JSON lines elsewhere. */
export function createLog(level: string): Logger {
  const options = { level, redact: { paths: secrets, censor: '********' } }
  if (!process.stderr.isTTY) return pino(options, pino.destination({ dest: 2, sync: true }))
  return pino(options, pretty({ destination: 2, sync: true, translateTime: 'HH:MM:ss', ignore: 'pid,hostname' }))
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskIdentity } from './task-environment.ts'

interface Settings extends Pick<TaskIdentity, 'urls' | 'credentials'> {
  /** The text of the user's own `clearml.conf`, for its storage settings. What is set here wins over it. */
  readonly base?: string | undefined
}

/** A `clearml.conf` for one attempt. Later values win in HOCON, and objects are merged. */
function clearmlConf({ urls, credentials, base }: Settings): string {
  const own = `
api {
  api_server: ${quoted(urls.api)}
  web_server: ${quoted(urls.web)}
  files_server: ${quoted(urls.files)}
${'token' in credentials ? '' : `  credentials { access_key: ${quoted(credentials.accessKey)}, secret_key: ${quoted(credentials.secretKey)} }\n`}}
# Reporting from a process of its own makes the client take 11 s to end instead of 0.4 s.
sdk { development { report_use_subprocess: false } }
`
  return base === undefined ? own.trimStart() : `${base}\n${own}`
}

function quoted(value: string): string {
  return JSON.stringify(value)
}

/** Writes the file into the attempt's folder, readable by its user alone, and gives its path. */
export function writeClearmlConf(attemptRoot: string, settings: Settings): string {
  const file = clearmlConfIn(attemptRoot)
  writeFileSync(file, clearmlConf(settings), { mode: 0o600 })
  return file
}

export function clearmlConfIn(attemptRoot: string): string {
  return join(attemptRoot, 'clearml.conf')
}

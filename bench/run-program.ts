import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TaskStatus } from '@clearway/contract'
import type { World } from './worlds.ts'

const execute = promisify(execFile)

/** Starts the pipeline of a program, by its name in `programs` and with arguments, and waits for the end of the run, however it ends. */
export async function runProgram({ api, server: { connection } }: World, program: string, ...args: readonly string[]) {
  const env = {
    ...process.env,
    CLEARWAY_URL: connection.url,
    CLEARML_API_ACCESS_KEY: connection.accessKey,
    CLEARML_API_SECRET_KEY: connection.secretKey,
  }
  const { stdout } = await execute(process.execPath, [join(import.meta.dirname, 'programs', program), ...args], { env })
  const id = /^run (\w+)$/m.exec(stdout)![1]!
  for (let known: { readonly status?: TaskStatus } = {}; ;) {
    const { tasks } = await api.tasks.wait({ tasks: [{ id, ...known }], timeout: 30 })
    const [run] = tasks
    if (run === undefined) continue
    const { status, status_message: message } = run
    if (status === 'completed' || status === 'failed' || status === 'stopped') return { id, status, message }
    known = { status }
  }
}

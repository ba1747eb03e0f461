import type { World } from '@clearway/testkit'
import { expect } from 'vitest'
import { openTerminal, type Terminal } from '../../packages/cli/test/terminal.ts'

/** What `clearway import clearml --json` prints. */
export interface ImportReport {
  readonly brought: Readonly<Record<string, number>>
  readonly unchanged: number
  readonly skipped: readonly { readonly what: string; readonly why: string; readonly count: number }[]
}
type Server = Pick<World, 'connection'>

/** A terminal whose user works with a server of ours, and imports from another one. */
export function terminalOf(to: Server, from: Server): Promise<Terminal> {
  return openTerminal({
    CLEARWAY_URL: to.connection.url,
    CLEARML_API_ACCESS_KEY: to.connection.accessKey,
    CLEARML_API_SECRET_KEY: to.connection.secretKey,
    CLEARWAY_IMPORT_KEY: from.connection.accessKey,
    CLEARWAY_IMPORT_SECRET: from.connection.secretKey,
  })
}

/** Imports everything from one server into another, and answers the numbers. */
export async function runImport(to: Server, from: Server, ...words: readonly string[]): Promise<ImportReport> {
  await using terminal = await terminalOf(to, from)
  const { code, stdout, stderr } = await terminal.run('import', 'clearml', '--url', from.connection.url, '--json', ...words)
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as ImportReport
}

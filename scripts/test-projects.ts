import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProjectConfiguration } from 'vitest/config'

/**
 * Which test file runs where. Each file is in one of the groups, by its place, its name or its imports, and runs once for each project of the group:
 *
 * | group   | its files                                                       | projects                       |
 * | clients | below `tests/clients`: the published Python programs; `pypi` in the name: packages are fetched | `clients`, `clients-postgres`  |
 * | package | below `tests/package`: the published package, built and installed | `package`                      |
 * | crash   | `kill` or `survival` in the name: processes are killed          | `crash`, `crash-postgres`      |
 * | server  | those that import `database`, or a `test` with a server          | `sqlite`, `postgres`           |
 * | unit    | the others                                                      | `unit`                         |
 */
type Group = 'clients' | 'package' | 'crash' | 'server' | 'unit'

/** `database` of the testkit, or a `test` with a server: such fixtures are in files whose names end in `-test`. */
const databaseImport = /^import \{[^}]*\bdatabase\b[^}]*\} from '(@clearway\/testkit|\.\/databases\.ts)'|^import .* from '.*-test(\.ts)?'/m
const root = join(import.meta.dirname, '..')
const files = globSync(['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'], { cwd: root })
const importsDatabase = (file: string): boolean => databaseImport.test(readFileSync(join(root, file), 'utf8'))

function groupOf(file: string): Group {
  if (file.startsWith('tests/clients/') || file.includes('pypi')) return 'clients'
  if (file.startsWith('tests/package/')) return 'package'
  if (/kill|survival/.test(file.slice(file.lastIndexOf('/')))) return 'crash'
  return importsDatabase(file) ? 'server' : 'unit'
}
const of = (group: Group): string[] => files.filter((file) => groupOf(file) === group)

/** The Python programs behave the same on both databases: one layout of them runs on PostgreSQL too. `npm test` runs one program, CI all. */
const onPostgres = ['tests/clients/pipelines/one-slot.test.ts']
const inShort = ['tests/clients/everything.test.ts']

/** More workers than processors, because most files wait for other processes most of the time. All projects share them, so that no project waits for another. */
const maxWorkers = 5

export const projects: TestProjectConfiguration[] = [
  project('unit', of('unit')),
  project('sqlite', of('server'), 'sqlite'),
  project('postgres', of('server'), 'postgres'),
  project('crash', of('crash'), 'sqlite'),
  project('crash-postgres', of('crash').filter(importsDatabase), 'postgres'),
  project('clients', of('clients'), 'sqlite'),
  project('clients-postgres', onPostgres, 'postgres'),
  project('package', of('package')),
  project('clients-short', inShort, 'sqlite'),
]

function project(name: string, include: string[], database?: 'sqlite' | 'postgres'): TestProjectConfiguration {
  return {
    test: {
      name,
      include,
      // Modules stay loaded between files, because loading the server takes as long as many of the files.
      isolate: false,
      maxWorkers,
      provide: { ...(database !== undefined && { database }) },
      setupFiles: ['scripts/seed-properties.ts'],
      globalSetup: name.startsWith('clients') ? ['packages/testkit/src/prepare-python.ts'] : [],
      // Only these tests are retried, because the published clients poll in periods that a busy machine stretches.
      retry: name.startsWith('clients') ? 1 : 0,
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  }
}

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProjectConfiguration } from 'vitest/config'
import { bundledThreads } from './bundled-threads.ts'

/**
 * Which test file runs where. Each file is in one of the groups, by its place, its name or its imports, and runs once for each project of the group:
 *
 * | group   | its files                                                       | projects                       |
 * | clients | below `tests/clients`: the published Python programs; `pypi` in the name: packages are fetched | `clients`, `clients-postgres`  |
 * | package | below `tests/package`: the published package, built and installed | `package`                      |
 * | crash   | `kill` or `survival` in the name: processes are killed          | `crash`, `crash-postgres`      |
 * | server  | those that import `database`, or a `test` with a server          | `sqlite` or `long`, `postgres` |
 * | unit    | the others                                                      | `unit` or `long`               |
 *
 * `long` has the files of `long` below. Projects of PostgreSQL have the tests whose subject is the server, and three in which agents work with it: what the
 * other programs do does not depend on the database behind the server.
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

const agentsOnPostgres = [
  'tests/pipelines/layouts.test.ts',
  'tests/pipelines/kill-server.test.ts',
  'tests/pipelines/kill-server-runs.test.ts',
]
const onPostgres = (file: string): boolean =>
  importsDatabase(file) && (/^(tests\/server|packages\/(server|testkit))\//.test(file) || agentsOnPostgres.includes(file))

/** The Python programs behave the same on both databases: one layout of them runs on PostgreSQL too. `npm test` runs one program, CI all. */
const clientsOnPostgres = ['tests/clients/pipelines/one-slot.test.ts']
const inShort = ['tests/clients/everything.test.ts']

/**
 * Files that take more than about fifteen seconds on two processors, because they start many processes, wait for deadlines or need an S3 server. CI runs them; `npm test`, which
 * people run while they work, leaves them out. `npx vitest run PATH` runs each of them.
 */
const long = [
  'packages/agent/src/abort-callback.test.ts',
  'packages/agent/src/agent.test.ts',
  'packages/agent/src/own-steps.test.ts',
  'packages/agent/src/stop-orders.test.ts',
  'packages/cli/src/cli.test.ts',
  'packages/cli/src/commands.test.ts',
  'packages/cli/src/commands/run/breakpoint.test.ts',
  'packages/cli/src/commands/run/run.test.ts',
  'packages/cli/src/profiles.test.ts',
  'packages/cli/src/terminal-output.test.ts',
  'packages/runtime/src/environments/entry-point.test.ts',
  'packages/runtime/src/environments/mirror.test.ts',
  'packages/runtime/src/environments/repository.test.ts',
  'packages/runtime/src/environments/uncommitted-changes-anywhere.test.ts',
  'packages/runtime/src/environments/uncommitted-changes.test.ts',
  'packages/server/src/files/blob-bucket.test.ts',
  'packages/server/src/files/open-file-store.test.ts',
  'packages/server/src/http/files-download.test.ts',
  'packages/server/src/http/files.test.ts',
  'packages/server/src/queries/differential.test.ts',
  'tests/pipelines/controller.test.ts',
  'tests/pipelines/disk-full.test.ts',
  'tests/pipelines/examples.test.ts',
  'tests/pipelines/failure.test.ts',
  'tests/pipelines/functions.test.ts',
  'tests/pipelines/local-resume.test.ts',
  'tests/pipelines/local-steps.test.ts',
  'tests/pipelines/many-pipelines.test.ts',
  'tests/pipelines/nested-pipelines.test.ts',
  'tests/pipelines/parameters.test.ts',
  'tests/pipelines/pipeline-in-a-step.test.ts',
  'tests/pipelines/push-run.test.ts',
  'tests/pipelines/retry.test.ts',
  'tests/pipelines/stall.test.ts',
  'tests/pipelines/ten-pipelines.test.ts',
  'tests/sdk/carried-values.test.ts',
  'tests/sdk/task.test.ts',
  'tests/server/abort-orders.test.ts',
  'tests/server/attempt-rights.test.ts',
  'tests/server/auth.test.ts',
  'tests/server/bad-input.test.ts',
  'tests/server/changes.test.ts',
  'tests/server/database-files.test.ts',
  'tests/server/deleted-events.test.ts',
  'tests/server/event-loop.test.ts',
  'tests/server/files-in-a-bucket.test.ts',
  'tests/server/import-clearml.test.ts',
  'tests/server/lost-and-back.test.ts',
  'tests/server/reads.test.ts',
  'tests/server/stall.test.ts',
  'tests/server/text.test.ts',
  'tests/server/write-races.test.ts',
  'tests/web/look.test.ts',
  'tests/web/look-inside.test.ts',
  'tests/web/keys.test.ts',
  'tests/web/act.test.ts',
  'tests/web/pages.test.ts',
  'tests/web/settings.test.ts',
  'tests/web/filter.test.ts',
  'tests/web/fold.test.ts',
  'tests/web/held-lists.test.ts',
  'tests/web/large-run.test.ts',
  'tests/web/later.test.ts',
  'tests/web/log-in.test.ts',
  'tests/web/palette.test.ts',
  'tests/web/parameters.test.ts',
  'tests/web/queue-and-worker.test.ts',
  'tests/web/retry-from.test.ts',
  'tests/web/task-actions.test.ts',
  'tests/web/teach.test.ts',
]
for (const file of [...agentsOnPostgres, ...clientsOnPostgres, ...inShort, ...long])
  if (!files.includes(file)) throw new Error(`scripts/test-projects.ts lists ${file}, which does not exist.`)
const isLong = (file: string): boolean => long.includes(file)
const isShort = (file: string): boolean => !isLong(file)

/** More workers than processors, because most files wait for other processes most of the time. All projects share them, so that no project waits for another. */
const maxWorkers = 5

export const projects: TestProjectConfiguration[] = [
  project('unit', of('unit').filter(isShort)),
  project('sqlite', of('server').filter(isShort), 'sqlite'),
  project('long', [...of('unit'), ...of('server')].filter(isLong), 'sqlite'),
  project('postgres', of('server').filter(onPostgres), 'postgres'),
  project('crash', of('crash'), 'sqlite'),
  project('crash-postgres', of('crash').filter(onPostgres), 'postgres'),
  project('clients', of('clients'), 'sqlite'),
  project('clients-postgres', clientsOnPostgres, 'postgres'),
  project('package', of('package')),
  project('clients-short', inShort, 'sqlite'),
]

function project(name: string, include: string[], database?: 'sqlite' | 'postgres'): TestProjectConfiguration {
  return {
    plugins: [bundledThreads],
    test: {
      name,
      include,
      // Modules stay loaded between files, because loading the server takes as long as many of the files.
      isolate: false,
      maxWorkers,
      provide: { ...(database !== undefined && { database }) },
      setupFiles: ['scripts/seed-properties.ts', 'scripts/measure-processor-time.ts'],
      globalSetup: [
        ...(name.startsWith('clients') ? ['packages/testkit/src/prepare-python.ts'] : []),
        ...(name === 'clients' ? ['packages/testkit/src/prepare-pytorch.ts'] : []),
      ],
      // Only these tests are retried, because the published clients poll in periods that a busy machine stretches.
      retry: name.startsWith('clients') ? 1 : 0,
      // A poll ends as soon as it holds, and a busy machine takes longer than a second for what a browser or another process does.
      expect: { poll: { timeout: 30_000 } },
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  }
}

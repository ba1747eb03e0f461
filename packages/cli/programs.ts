import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'

export const root = join(import.meta.dirname, '..', '..')

/** The programs of the published package. The last four are started by the file beside that of the first one: three threads and a process. */
export const programs = {
  main: 'packages/cli/src/main.ts',
  thread: 'packages/server/src/telemetry/thread/thread.ts',
  'reader-thread': 'packages/server/src/db/connection/reader-thread.ts',
  'regex-thread': 'packages/server/src/db/connection/regex-thread.ts',
  'supervisor-process': 'packages/agent/src/supervisor/supervisor-process.ts',
} as const

/** The major version of Node that the programs run on: that of the packaged binaries. */
const programTarget = `node${process.versions.node.split('.')[0]}`

/**
 * How programs are bundled, for the package and for tests. What several programs share, and what a program loads on demand, is a file of its own.
 * Packages that are `external` are installed beside the bundle: esbuild is a binary, and nobody installs pg-native.
 */
export const programOptions = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  write: false,
  platform: 'node',
  format: 'esm',
  target: programTarget,
  external: ['esbuild', 'pg-native'],
  banner: { js: `import { createRequire as requireForBundle } from 'node:module'; const require = requireForBundle(import.meta.url);` },
  logLevel: 'error',
} as const satisfies BuildOptions

import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import SleepersFirst from './scripts/sleepers-first.ts'
import { projects } from './scripts/test-projects.ts'

// What Node compiled stays for the next process: a server from source then starts in half the time. Inherited by the workers and all that they start.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/clearway-tests')

// Inherited by all workers: every random test chooses by it, and the end of the run says it.
process.env['CLEARWAY_TEST_SEED'] ??= String(randomInt(2 ** 31))

export default defineConfig({
  test: {
    projects,
    sequence: { sequencer: SleepersFirst },
    globalSetup: ['packages/testkit/src/vitest-setup.ts'],
    reporters: ['default', './scripts/end-of-run-reporter.ts', './scripts/count-reporter.ts'],
  },
})

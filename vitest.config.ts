import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { projects } from './scripts/test-projects.ts'

// What Node compiled stays for the next process: a server from source then starts in half the time. Inherited by the workers and all that they start.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/clearway-tests')

export default defineConfig({
  test: {
    projects,
    globalSetup: ['packages/testkit/src/vitest-setup.ts'],
    reporters: ['default', './scripts/slowest-files-reporter.ts', './scripts/count-reporter.ts'],
  },
})

import { defineConfig } from 'vitest/config'
import { projects } from './scripts/test-projects.ts'

export default defineConfig({
  test: {
    projects,
    globalSetup: ['packages/testkit/src/vitest-setup.ts'],
    reporters: ['default', './scripts/slowest-files-reporter.ts', './scripts/count-reporter.ts'],
  },
})

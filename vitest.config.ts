import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['packages/testkit/src/vitest-setup.ts'],
    reporters: ['default', './scripts/count-reporter.ts'],
    // The published clients look at their server in periods of their own, which a crowded machine stretches: there a test may be tried twice. The report says so.
    retry: process.env['CI'] === undefined ? 0 : 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})

import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with the line `N passed, N failed, N skipped`, which scripts may read. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    let [passed, failed, skipped] = [0, unhandled.length, 0]
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      // A file that did not load, or whose hook failed, counts as one failure.
      if (module.state() === 'failed' && tests.every((test) => test.result().state !== 'failed')) failed += 1
      for (const test of tests) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'failed') failed += 1
        else skipped += 1
      }
    }
    // After the default summary. The exit code is set here because a bundler's signal handler resets it to 0.
    process.on('exit', () => {
      if (failed > 0) process.exitCode = 1
      process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
    })
  }
}

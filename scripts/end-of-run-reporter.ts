import type { Reporter, TestModule } from 'vitest/node'

const shown = 10

/** Prints at the end of a run the slowest files, the tests that were retried, and the seed of the random tests. */
export default class EndOfRunReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const slowest = modules
      .map((module) => ({ name: nameOf(module), milliseconds: module.diagnostic().duration }))
      .toSorted((a, b) => b.milliseconds - a.milliseconds)
      .slice(0, shown)
    const retried = modules.flatMap((module) =>
      [...module.children.allTests()]
        .filter((test) => (test.diagnostic()?.retryCount ?? 0) > 0)
        .map((test) => `${nameOf(module)}: ${test.fullName}`),
    )
    process.on('exit', () => {
      if (modules.length > 1)
        print(
          'Slowest files',
          slowest.map(({ name, milliseconds }) => `${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${name}`),
        )
      if (retried.length > 0) print('Tried again', retried)
      process.stdout.write(`\nThe random tests chose by CLEARWAY_TEST_SEED=${process.env['CLEARWAY_TEST_SEED']}\n`)
    })
  }
}

function nameOf({ project, relativeModuleId }: TestModule): string {
  return `${project.name} ${relativeModuleId}`
}

function print(title: string, lines: readonly string[]): void {
  process.stdout.write(`\n${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`)
}

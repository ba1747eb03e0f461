import type { Reporter, TestModule } from 'vitest/node'

const shown = 10

/**
 * Prints at the end of a run the slowest files, those that took the most processor time, what each project took of it, the tests that were retried, and the
 * seed of the random tests.
 */
export default class EndOfRunReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const slowest = longest(modules, (module) => module.diagnostic().duration / 1000)
    const costliest = longest(modules, processorSeconds)
    const projects = Map.groupBy(modules, ({ project }) => project.name)
    const costs = [...projects].map(([name, files]) => ({ name, seconds: files.reduce((sum, file) => sum + processorSeconds(file), 0) }))
    const retried = modules.flatMap((module) =>
      [...module.children.allTests()]
        .filter((test) => (test.diagnostic()?.retryCount ?? 0) > 0)
        .map((test) => `${nameOf(module)}: ${test.fullName}`),
    )
    process.on('exit', () => {
      if (modules.length > 1) {
        print('Slowest files', slowest)
        print('Most processor time', costliest)
        print('Processor time by project', costs.map(lineOf))
      }
      if (retried.length > 0) print('Tried again', retried)
      process.stdout.write(`\nThe random tests chose by CLEARWAY_TEST_SEED=${process.env['CLEARWAY_TEST_SEED']}\n`)
    })
  }
}

/** A line for each of the modules with the largest numbers of seconds. */
function longest(modules: readonly TestModule[], secondsOf: (module: TestModule) => number): readonly string[] {
  return modules
    .map((module) => ({ name: nameOf(module), seconds: secondsOf(module) }))
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, shown)
    .map(lineOf)
}

function lineOf({ name, seconds }: { readonly name: string; readonly seconds: number }): string {
  return `${seconds.toFixed(1).padStart(7)} s  ${name}`
}

function processorSeconds(module: TestModule): number {
  return module.meta().processorSeconds ?? 0
}

function nameOf({ project, relativeModuleId }: TestModule): string {
  return `${project.name} ${relativeModuleId}`
}

function print(title: string, lines: readonly string[]): void {
  process.stdout.write(`\n${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`)
}

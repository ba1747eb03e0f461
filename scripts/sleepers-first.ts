import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Projects in the order in which their files begin: those that mostly wait for other processes first, those that only compute last. */
const order = ['package', 'clients', 'clients-postgres', 'clients-short', 'crash', 'crash-postgres', 'long', 'postgres', 'sqlite', 'unit']

/** Starts the files that wait longest first, so that files that compute fill the time, and a worker keeps its loaded modules as long as possible. */
export default class SleepersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const longestFirst = await super.sort(files)
    return longestFirst.toSorted((a, b) => order.indexOf(a.project.name) - order.indexOf(b.project.name))
  }
}

import { command } from '../../command.ts'
import { findRun } from '../../lookup/find-task.ts'
import { describeRun, kinds } from './describe-run.ts'
import { compare } from './differences.ts'
import type { RunDiff } from './run-diff.ts'
import { showDiff } from './show-diff.ts'

export const diff = command({
  summary: 'In what two runs differ: parameters, code, environment, results.',
  args: {
    a: 'The first: its name (the newest of that name), its id, or the beginning of its id.',
    b: 'The second, in the same ways.',
  },
  examples: ['"iris #1" "iris #2"', '0199f1c2 0199f1d4 --json'],
  async run({ a: first, b: second }, context): Promise<RunDiff> {
    const { api } = await context.connect()
    const [{ id: idA }, { id: idB }] = await Promise.all([findRun(api, first), findRun(api, second)])
    const [a, b] = await Promise.all([describeRun(api, idA), describeRun(api, idB)])
    const headOf = ({ run: { id, name, status } }: typeof a): RunDiff['a'] => ({ id, name, status })
    const parts = Object.fromEntries(kinds.map((kind) => [kind, compare(a.parts[kind], b.parts[kind])])) as unknown as RunDiff['parts']
    return { a: headOf(a), b: headOf(b), parts }
  },
  show: showDiff,
})

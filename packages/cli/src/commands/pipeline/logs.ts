import { command } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { lastLines } from '../../follow/log-lines.ts'
import { findRun } from '../../lookup/find-task.ts'
import { integer, texts } from '../../option.ts'
import { type FoundLines, searchFlags, searchLog, searchOf } from '../../follow/search-log.ts'
import { RunReader } from '../../run-view/run-reader.ts'
import { type RunLogs, showRunLogs } from './show-run-logs.ts'

export const logs = command({
  summary: 'What a run and its steps printed, in the order of time.',
  args: { 'run?': 'Its name (the newest of that name), its id, or the beginning of its id; the newest run by default.' },
  options: {
    step: texts('Only these steps.', 'STEP'),
    tail: integer('How many of the last lines of each. Default: 1000.', 'NUMBER', 1, 100_000),
    ...searchFlags,
  },
  examples: ['', 'iris --step stage_train --tail 100', 'iris --search "out of memory"', 'iris --level warning,error', 'iris --errors'],
  async run({ run: given, step: wanted, tail, ...flags }, context): Promise<RunLogs | FoundLines> {
    const search = searchOf(flags, { tail })
    const { api } = await context.connect()
    const { run, steps } = await new RunReader(api, (await findRun(api, given)).id).read()
    const unknown = wanted?.find((name) => !steps.some((step) => step.name === name))
    if (unknown !== undefined)
      throw new CommandFailed(`The run has no step '${unknown}'. It has ${steps.map(({ name }) => name).join(', ')}.`)
    const parts = steps.flatMap(({ name, task }) =>
      task === undefined || (wanted !== undefined && !wanted.includes(name)) ? [] : [{ name, task }],
    )
    if (wanted === undefined) parts.unshift({ name: 'controller', task: run.id })
    if (search !== undefined) {
      const nameOf = (task: string) => parts.find((part) => part.task === task)?.name
      return searchLog(api, { ...search, ...(wanted === undefined ? { run: run.id } : { tasks: parts.map(({ task }) => task) }) }, nameOf)
    }
    const lines = []
    for (const { name, task } of parts)
      for (const line of (await lastLines(api, task, { tail: tail ?? 1000 })).events) lines.push({ part: name, task, ...line })
    return { events: lines.sort((a, b) => a.timestamp - b.timestamp) }
  },
  show: showRunLogs,
})

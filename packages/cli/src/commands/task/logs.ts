import { visibleDocument } from '@clearway/contract/visible-text'
import { command, Printed } from '../../command.ts'
import { flag, integer } from '../../option.ts'
import { findTask } from '../../lookup/find-task.ts'
import { followLog } from '../../follow/follow-log.ts'
import { type LogLine, type LogPage, lastLines, logLine } from '../../follow/log-lines.ts'
import { type FoundLines, searchFlags, searchLog, searchOf, showFoundLines } from '../../follow/search-log.ts'
import { showLog } from './show-log.ts'

export const logs = command({
  summary: 'What a task printed.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  options: {
    follow: flag('Go on with each new line until the task ends; with --json a document on each line.'),
    tail: integer('How many of the last lines. Default: 1000.', 'NUMBER', 0, 100_000),
    attempt: integer('Only those of this attempt.', 'NUMBER', 1),
    ...searchFlags,
  },
  examples: ['"iris step 3: train" --follow', '0199f1c2d3e4a5b6c7d8e9f0a1b2c3d4 --tail 50', '"iris step 3: train" --search "loss.*nan"'],
  async run({ task: given, follow, tail, attempt, ...flags }, context): Promise<LogPage | FoundLines | Printed> {
    const search = searchOf(flags, { follow, tail })
    const { api } = await context.connect()
    const { id: task } = await findTask(api, given)
    if (search !== undefined) return searchLog(api, { ...search, tasks: [task], ...(attempt === undefined ? {} : { attempt }) })
    const page = await lastLines(api, task, { tail: tail ?? 1000, attempt })
    if (!follow) return page
    const print = (line: LogLine): void =>
      context.print(context.json ? JSON.stringify(line) : showLog({ events: [visibleDocument(line)] }, context.look))
    for (const line of page.events) print(line)
    const stopped = context.stopped()
    for await (const event of followLog(api, task, { after: page.last, attempt, signal: stopped })) print(logLine(event))
    return new Printed(stopped.aborted ? 130 : 0)
  },
  show: (result, look) => ('lines' in result ? showFoundLines(result, look) : showLog(result, look)),
})

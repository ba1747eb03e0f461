import type { events } from '@clearway/contract'
import type { Context, Handler } from '../../context.ts'
import { findTask } from '../../db/tables/tasks.ts'
import { TextFile } from '../../text-file.ts'
import { lineFormat, lineOfJson, type LogLine } from './log-lines.ts'

const linesAtOnce = 1000

/** Answers a file, which is read while it is sent: the lines in the order in which they were stored. */
export const download_task_log: Handler<typeof events.download_task_log> = async (request, ctx) => {
  const { line_type = 'json', line_format = '{asctime} {worker} {level} {msg}' } = request
  const write = line_type === 'json' ? lineOfJson : lineFormat(line_format)
  const { id } = await findTask(ctx, request.task)
  // `http/answer.ts` sends what an action of the form `text` answers.
  return new TextFile(`task_${id}.log`, linesOf(ctx, id, write)) as unknown as string
}

async function* linesOf(ctx: Context, task: string, write: (line: LogLine) => string): AsyncGenerator<string> {
  let after = 0
  while (!ctx.signal.aborted) {
    const page = await ctx.telemetry.taskLog(ctx, {
      task,
      order: 'asc',
      navigateEarlier: false,
      batchSize: linesAtOnce,
      after,
      isCounted: false,
    })
    if (page.events.length === 0) return
    yield page.events.map(({ timestamp, level, worker, msg }) => write({ timestamp, level, worker, msg } as LogLine)).join('')
    after = page.last ?? after
  }
}

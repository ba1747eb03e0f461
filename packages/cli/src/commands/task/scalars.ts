import { command, Printed } from '../../command.ts'
import { findTask } from '../../lookup/find-task.ts'
import { flag, integer, texts } from '../../option.ts'
import { printScalars } from './print-scalars.ts'
import { showScalars } from './show-scalars.ts'
import type { TaskScalars } from './task-scalars.ts'

export const scalars = command({
  summary: 'The curves that a task reported, as small charts.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  options: {
    follow: flag('Go on with each new point until the task ends; with --json a document on each line.'),
    metric: texts('Only these metrics.', 'METRIC'),
    samples: integer('How many points of each curve at most. Default: 500.', 'NUMBER', 2, 6000),
  },
  examples: ['train', 'train --follow', 'train --metric loss --json'],
  async run({ task: given, follow, metric, samples = 500 }, context): Promise<TaskScalars | Printed> {
    const { api } = await context.connect()
    const { id: task } = await findTask(api, given)
    if (follow) {
      const stopped = context.stopped()
      await printScalars(api, task, context, { samples, metric, signal: stopped })
      return new Printed(stopped.aborted ? 130 : 0)
    }
    const [all, single] = await Promise.all([
      api.events.scalar_metrics_iter_histogram({ task, samples, key: 'iter' }),
      api.events.get_task_single_value_metrics({ tasks: [task] }),
    ])
    const isWanted = ([name]: readonly [string, unknown]): boolean => metric === undefined || metric.includes(name)
    const values = (single.tasks[0]?.values ?? []).flatMap(({ variant, value }) =>
      typeof variant === 'string' && isWanted([variant, value]) ? [{ name: variant, value: Number(value) }] : [],
    )
    return { metrics: Object.fromEntries(Object.entries(all).filter(isWanted)), values }
  },
  show: showScalars,
})

import { Type as t } from 'typebox'
import { action } from './action.ts'
import { flag, Id, Names, opt, text } from './fields.ts'

const Line = t.Object({
  task: Id,
  task_name: t.String(),
  attempt: t.Integer(),
  seq: t.Integer({ description: 'the sequence number of its message in the task’s log' }),
  line: t.Integer({ description: 'from 0, which line of its message it is' }),
  timestamp: t.Integer({ description: 'ms since the epoch' }),
  level: t.String(),
  text: t.String({ description: 'at most 2,000 characters of it' }),
  count: t.Integer({
    description: 'with `distinct`: how many lines have this text; of rare texts among more than 10,000, at least so many',
  }),
  before: opt(t.Array(t.String(), { description: 'at most 500 characters of each' })),
  after: opt(t.Array(t.String())),
})

/** The search in logs, of which a page or a terminal has not loaded all lines. */
export const logSearch = {
  search_log: action({
    summary: 'Search the logs of tasks, or of a run and its steps, for lines that match a regular expression, or that are like errors.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({
      tasks: opt(t.Array(Id, { maxItems: 1000 })),
      run: opt(text('a run: its own log and those of its steps are searched')),
      pattern: opt(text('a regular expression (RE2) without regard to case; default: any line')),
      errors: flag('Only lines that name the error which ended a program, as tracebacks and stacks do.'),
      levels: opt(Names),
      attempt: opt(t.Integer({ description: 'only this attempt’s lines' })),
      distinct: flag('Each text once, the most frequent first; texts that differ in numbers alone are one.'),
      limit: opt(t.Integer({ minimum: 1, maximum: 1000, description: 'lines to answer; 100 by default' })),
      around: opt(t.Integer({ minimum: 0, maximum: 20, description: 'how many lines before and after each are answered with it' })),
    }),
    response: t.Object({
      lines: t.Array(Line, { description: 'in the order of the tasks and of their lines' }),
      total: t.Integer({ description: 'how many lines match' }),
      distinct: t.Integer({
        description:
          'how many different texts they have; at least so many where the texts are too many to be held, which are 20,000, and fewer with `around`',
      }),
      complete: t.Boolean({ description: 'false: the logs are longer than what one call searches; search fewer tasks' }),
    }),
    errors: ['task_not_found', 'invalid_pattern', 'query_too_complex'],
  }),
} as const

import { type TInteger, Type as t } from 'typebox'
import { action } from '../action.ts'
import { flag, Id, Ids, Names, oneOf, opt, text, Time } from '../fields.ts'
import { Choice, listQuery, rowQuery } from '../list.ts'
import { Awaited, TaskWait } from '../wait.ts'
import { Configuration, JoinedTask, Param, Task } from './task.ts'
import { type TaskStatus, taskStatuses, taskTypes } from './status.ts'

/** The fields that select tasks, beside those of every list. */
const ofTasks = {
  user: opt(Choice),
  type: opt(Choice),
  status: opt(Choice),
  project: opt(Choice),
  parent: opt(Choice),
  comment: opt(t.String()),
  report: opt(t.String()),
  status_changed: opt(Choice),
  started: opt(Choice),
  completed: opt(Choice),
  published: opt(Choice),
  last_change: opt(Choice),
  include_subprojects: opt(t.Boolean({ description: 'include the projects below `project`' })),
}
/** The filters of lists of tasks. */
export const taskQuery = { ...listQuery, ...ofTasks }
const allowPublic = { allow_public: opt(t.Boolean()) }

const page = t.Object({ tasks: t.Array(Task), scroll_id: opt(t.String()) })
const listErrors = ['invalid_pattern', 'invalid_scroll'] as const

export const query = {
  get_by_id: action({
    summary: 'One task with all its parts.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { answer: 'task' },
    request: t.Object({ task: text('the task’s id') }),
    response: t.Object({ task: Task }),
    errors: ['task_not_found'],
  }),
  get_all: action({
    summary: 'The tasks that match, a page at a time.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { request: 'task', answer: 'task' },
    request: t.Object(taskQuery),
    response: page,
    errors: listErrors,
  }),
  get_all_ex: action({
    summary: 'The tasks that match, with the names of what they refer to.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { request: 'task', answer: 'task' },
    request: t.Object({ ...taskQuery, ...allowPublic }),
    response: t.Object({ ...page.properties, tasks: t.Array(JoinedTask) }),
    errors: listErrors,
  }),
  count: action({
    summary: 'How many tasks match, by status.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ ...rowQuery, ...ofTasks, ...allowPublic }),
    response: t.Object({
      total: t.Integer(),
      by_status: t.Object(Object.fromEntries(taskStatuses.map((status) => [status, t.Integer()])) as Record<TaskStatus, TInteger>),
    }),
    errors: ['invalid_pattern'],
  }),
  get_by_id_ex: action({
    summary: 'The tasks with these ids, with the names of what they refer to.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    versioned: { answer: 'task' },
    request: t.Object({ ...taskQuery, ...allowPublic, id: Choice }),
    response: t.Object({ ...page.properties, tasks: t.Array(JoinedTask) }),
    errors: listErrors,
  }),
  get_types: action({
    summary: 'The types that the tasks of the workspace have.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ projects: opt({ ...Ids, description: 'only tasks of these projects, and of those below them' }) }),
    response: t.Object({ types: t.Array(oneOf(taskTypes)) }),
    errors: [],
  }),
  get_configurations: action({
    summary: 'The configurations of several tasks.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ tasks: Ids, names: opt({ ...Names, description: 'only these; all by default' }) }),
    response: t.Object({ configurations: t.Array(t.Object({ task: Id, configuration: t.Array(Configuration) })) }),
    errors: ['task_not_found'],
  }),
  get_configuration_names: action({
    summary: 'The names of the configurations of several tasks.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ tasks: Ids, skip_empty: flag('Leave out those without a value (the default).') }),
    response: t.Object({ configurations: t.Array(t.Object({ task: Id, names: t.Array(t.String()) })) }),
    errors: ['task_not_found'],
  }),
  get_hyper_params: action({
    summary: 'The parameters of several tasks.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ tasks: Ids }),
    response: t.Object({ params: t.Array(t.Object({ task: Id, hyperparams: t.Array(Param) })) }),
    errors: ['task_not_found'],
  }),
  wait: action({
    summary:
      'Wait until one of the tasks has another status than the caller saw. The server records that the caller waits for these tasks.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    waits: 'timeout',
    request: t.Object({
      tasks: t.Array(
        t.Object({
          id: Id,
          status: opt(t.Enum([...taskStatuses], { description: 'as last seen' })),
          attempt: opt(t.Integer()),
          stop_requested: opt(t.Boolean({ description: 'as last seen' })),
        }),
        { minItems: 1 },
      ),
      timeout: opt(t.Number({ minimum: 0, maximum: 60, default: 25, description: 'seconds' })),
      settle: opt(
        t.Number({
          minimum: 0,
          maximum: 5,
          default: 0,
          description: 'seconds for which the answer may wait for further changes, as long as no task has ended',
        }),
      ),
    }),
    response: t.Object({
      tasks: t.Array(
        t.Object({
          id: Id,
          status: t.Enum([...taskStatuses]),
          status_reason: t.String(),
          status_message: t.String(),
          stop_requested: t.Boolean(),
          attempt: t.Integer({ description: 'how many times it was queued' }),
        }),
        { description: 'those that changed; empty when the time ran out' },
      ),
    }),
    errors: ['task_not_found'],
  }),
  explain: action({
    summary: 'Why a task does not run: the reason why it waits, what it waits for, and what helps.',
    access: 'viewer',
    attempt: 'reads',
    repeat: 'safe',
    request: t.Object({ task: text('the task’s id') }),
    response: t.Object({
      task: Id,
      name: t.String(),
      status: oneOf(taskStatuses),
      text: t.String({ description: 'a sentence for people' }),
      queue: opt(t.Object({ id: Id, name: t.String() })),
      worker: opt(text('the worker that runs or has claimed it')),
      wait: opt(TaskWait),
      waits_for: t.Array(Awaited, { description: 'live tasks whose status it asked for lately, blocked ones first' }),
      moves: t.Array(t.Object({ at: Time, worker: text('the worker that ran it until then'), reason: t.String() }), {
        description: 'the times at which the server moved it to a light lane, the latest first',
      }),
    }),
    errors: ['task_not_found'],
  }),
} as const

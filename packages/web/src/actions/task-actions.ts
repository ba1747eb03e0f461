import { type Access, mayCall, type Role } from '@clearway/contract/access'
import { hasEnded, taskCanBecome, type TaskStatus } from '@clearway/contract/status'
import { lookOf } from '../ui/look.ts'

export const taskVerbs = ['enqueue', 'abort', 'reset', 'clone', 'archive', 'unarchive', 'tag', 'publish', 'delete'] as const
export type TaskVerb = (typeof taskVerbs)[number]

/** What decides on the actions on a task. */
export interface TaskFacts {
  readonly name: string
  readonly status: TaskStatus
  readonly isArchived: boolean
  readonly isController: boolean
}
/** What an action takes away or leaves behind, of one task. */
export interface Belongings {
  readonly artifacts: number
  readonly outputModels: number
  /** Tasks whose parent it is. */
  readonly children: number
}
/** Why something cannot be done to a task. */
interface Refusal {
  /** `already completed`: goes after how many tasks cannot. */
  readonly short: string
  /** A sentence, for one task. */
  readonly sentence: string
}
interface TaskAction {
  readonly label: string
  /** The right that the server asks for. */
  readonly access: Access
  readonly refusal: (facts: TaskFacts) => Refusal | undefined
  /** What is asked before it is done to one task; undefined: nothing. */
  readonly question?: (facts: TaskFacts, belongings: Belongings) => string | undefined
  /** What is asked before it is done to several. `live` of them have not ended. */
  readonly questionForMany?: (tasks: string, live: number) => string | undefined
}

/** All that can be done to a task, in the order of menus. Buttons, menus, the bar of picked tasks and the palette derive from it. */
export const taskActions: Readonly<Record<TaskVerb, TaskAction>> = {
  enqueue: {
    label: 'Enqueue',
    access: 'user',
    refusal: ({ status }) => {
      if (status === 'queued') return { short: 'already queued', sentence: 'The task is queued already.' }
      return taskCanBecome('queued', status) ? undefined : notIn(status, 'enqueued')
    },
  },
  abort: {
    label: 'Abort',
    access: 'user',
    refusal: ({ status }) => {
      if (status === 'created') return { ...notIn(status, 'aborted'), short: 'drafts' }
      return hasEnded(status) ? { ...notIn(status, 'aborted'), short: `already ${lookOf(status).label}` } : undefined
    },
    question: (facts) => `Abort ${facts.name}?${endOf(facts)}`,
    questionForMany: (tasks) => `Abort ${tasks}? The steps of runs among them are aborted too.`,
  },
  reset: {
    label: 'Reset',
    access: 'user',
    refusal: ({ status }) => {
      if (status === 'created') return { short: 'already drafts', sentence: 'The task is a draft already.' }
      return taskCanBecome('created', status) ? undefined : notIn(status, 'reset')
    },
    question: (facts, belongings) => `Reset ${facts.name}? This deletes ${resultsOf(belongings)}.${endOf(facts)}${staying(belongings)}`,
    questionForMany: (tasks, live) => `Reset ${tasks}? This deletes their logs, metrics, artifacts and output models.${endOfSome(live)}`,
  },
  clone: { label: 'Clone', access: 'user', refusal: () => undefined },
  archive: {
    label: 'Archive',
    access: 'user',
    refusal: ({ isArchived }) => (isArchived ? { short: 'already archived', sentence: 'The task is archived already.' } : undefined),
    question: (facts) => (endOf(facts) === '' ? undefined : `Archive ${facts.name}?${endOf(facts)}`),
    questionForMany: (tasks, live) => (live === 0 ? undefined : `Archive ${tasks}?${endOfSome(live)}`),
  },
  unarchive: {
    label: 'Unarchive',
    access: 'user',
    refusal: ({ isArchived }) => (isArchived ? undefined : { short: 'not archived', sentence: 'The task is not archived.' }),
  },
  tag: { label: 'Tag', access: 'user', refusal: () => undefined },
  publish: {
    label: 'Publish',
    access: 'user',
    refusal: ({ status }) => {
      if (status === 'published') return { short: 'already published', sentence: 'The task is published already.' }
      return taskCanBecome('published', status) ? undefined : notIn(status, 'published')
    },
    question: ({ name }, { outputModels }) =>
      `Publish ${name}?${outputModels === 0 ? '' : ' Its last output model is published too.'} What is published is not changed any more, and this cannot be undone.`,
    questionForMany: (tasks) =>
      `Publish ${tasks}? Their last output models are published too. What is published is not changed any more, and this cannot be undone.`,
  },
  delete: {
    label: 'Delete',
    access: 'user',
    refusal: ({ status, isArchived }) => {
      if (status === 'in_progress') return notIn(status, 'deleted')
      return isArchived || status === 'created'
        ? undefined
        : { short: 'not archived', sentence: 'Only drafts and archived tasks are deleted: archive it first.' }
    },
    question: ({ name }, belongings) =>
      `Delete ${name}? This also deletes ${resultsOf(belongings)}. It cannot be undone.${staying(belongings)}`,
    questionForMany: (tasks) => `Delete ${tasks}? This also deletes their logs, metrics, artifacts and output models. It cannot be undone.`,
  },
}

/** Why a person may not act by a verb at all; undefined if the role allows it, or as long as nobody knows it. */
export function roleRefusalOf(verb: TaskVerb, role: Role | undefined): string | undefined {
  return role === undefined || mayCall(role, taskActions[verb].access) ? undefined : `Your role, ${role}, may look and not act.`
}

function notIn(status: TaskStatus, participle: string): Refusal {
  const { label } = lookOf(status)
  return { short: label, sentence: `A task that is ${label} cannot be ${participle}.` }
}

function endOf({ status, isController }: TaskFacts): string {
  if (status === 'queued') return ' It leaves its queue.'
  if (status !== 'in_progress') return ''
  return isController ? ' This ends its program and the steps that have not ended.' : ' This ends its program.'
}

function endOfSome(live: number): string {
  return live === 0 ? '' : ` This ends ${live === 1 ? 'one that has' : `${live} that have`} not ended.`
}

/** `its log, metrics, 2 artifacts and 1 output model, with their files`. */
function resultsOf({ artifacts, outputModels }: Belongings): string {
  const parts = ['its log', 'metrics', ...counted(artifacts, 'artifact'), ...counted(outputModels, 'output model')]
  const listed = `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
  return artifacts + outputModels === 0 ? listed : `${listed}, with their files`
}

function counted(count: number, noun: string): string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`]
}

function staying({ children }: Belongings): string {
  if (children === 0) return ''
  return children === 1 ? ' The task below it stays.' : ` The ${children} tasks below it stay.`
}

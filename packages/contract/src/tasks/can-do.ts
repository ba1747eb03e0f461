import { type Access, mayCall, type Role } from '../access.ts'
import { stateWord } from './state-words.ts'
import { hasEnded, taskCanBecome, type TaskStatus } from './status.ts'

/** What people do to tasks, in the order of menus. */
export const taskVerbs = ['enqueue', 'abort', 'reset', 'clone', 'archive', 'unarchive', 'tag', 'publish', 'delete'] as const
export type TaskVerb = (typeof taskVerbs)[number]

/** What decides, besides the role, on what can be done to a task. */
export interface TaskCondition {
  readonly status: TaskStatus
  readonly isArchived: boolean
}
/** Why something cannot be done to a task. */
export interface Refusal {
  /** `already completed`: goes after how many tasks cannot. */
  readonly short: string
  /** A sentence, for one task. */
  readonly sentence: string
}
interface Rule {
  /** The right that the caller needs. */
  readonly access: Access
  readonly refusal: (task: TaskCondition) => Refusal | undefined
}

const rules: Readonly<Record<TaskVerb, Rule>> = {
  enqueue: {
    access: 'user',
    refusal: ({ status }) => {
      if (status === 'queued') return { short: 'already queued', sentence: 'The task is queued already.' }
      return taskCanBecome('queued', status) ? undefined : notIn(status, 'enqueued')
    },
  },
  abort: {
    access: 'user',
    refusal: ({ status }) => {
      if (status === 'created') return { ...notIn(status, 'aborted'), short: 'drafts' }
      return hasEnded(status) ? { ...notIn(status, 'aborted'), short: `already ${stateWord(status)}` } : undefined
    },
  },
  reset: {
    access: 'user',
    refusal: ({ status }) => {
      if (status === 'created') return { short: 'already drafts', sentence: 'The task is a draft already.' }
      return taskCanBecome('created', status) ? undefined : notIn(status, 'reset')
    },
  },
  clone: { access: 'user', refusal: () => undefined },
  archive: {
    access: 'user',
    refusal: ({ isArchived }) => (isArchived ? { short: 'already archived', sentence: 'The task is archived already.' } : undefined),
  },
  unarchive: {
    access: 'user',
    refusal: ({ isArchived }) => (isArchived ? undefined : { short: 'not archived', sentence: 'The task is not archived.' }),
  },
  tag: { access: 'user', refusal: () => undefined },
  publish: {
    access: 'user',
    refusal: ({ status }) => {
      if (status === 'published') return { short: 'already published', sentence: 'The task is published already.' }
      return taskCanBecome('published', status) ? undefined : notIn(status, 'published')
    },
  },
  delete: {
    access: 'user',
    refusal: (task) => {
      if (task.status === 'in_progress') return notIn(task.status, 'deleted')
      return isGivenUp(task)
        ? undefined
        : { short: 'not archived', sentence: 'Only drafts and archived tasks are deleted: archive it first.' }
    },
  },
}

/** Whether nobody needs the results of a task any more: it has none, or was archived. Source: ClearML server 2.3.0, which deletes no other task. */
export function isGivenUp({ status, isArchived }: TaskCondition): boolean {
  return status === 'created' || isArchived
}

/** Why something cannot be done to a task in its condition, whoever wants it; undefined if it can be done. */
export function refusalOf(verb: TaskVerb, task: TaskCondition): Refusal | undefined {
  return rules[verb].refusal(task)
}

/** Whether a caller can do something to a task, and if not, why. The server judges by the same tables, and has the last word: a task may have changed. */
export function canDo(
  verb: TaskVerb,
  task: TaskCondition,
  role: Role,
): { readonly may: true } | { readonly may: false; readonly why: Refusal } {
  const why = mayCall(role, rules[verb].access) ? refusalOf(verb, task) : { short: 'not allowed', sentence: lookOnly(role) }
  return why === undefined ? { may: true } : { may: false, why }
}

/** Why somebody of a role that acts on nothing cannot act. */
export function lookOnly(role: string): string {
  return `Your role, ${role}, may look and not act.`
}

function notIn(status: TaskStatus, participle: string): Refusal {
  const word = stateWord(status)
  return { short: word, sentence: `A task that is ${word} cannot be ${participle}.` }
}

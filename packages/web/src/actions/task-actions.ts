import type { TaskCondition, TaskVerb } from '@clearway/contract/can-do'

/** The facts of a task that are named before something is done to it. */
export interface TaskFacts extends TaskCondition {
  readonly name: string
  readonly isController: boolean
}
/** What an action takes away or leaves behind, of one task. */
export interface Belongings {
  readonly artifacts: number
  readonly outputModels: number
  /** Tasks whose parent it is. */
  readonly children: number
}
interface TaskAction {
  readonly label: string
  /** What is asked before it is done to one task; undefined: nothing. */
  readonly question?: (facts: TaskFacts, belongings: Belongings) => string | undefined
  /** What is asked before it is done to several. `live` of them have not ended. */
  readonly questionForMany?: (tasks: string, live: number) => string | undefined
}

/** How all that can be done to a task is named and asked. Buttons, menus, the bar of picked tasks and the palette derive from it and from `canDo`. */
export const taskActions: Readonly<Record<TaskVerb, TaskAction>> = {
  enqueue: { label: 'Enqueue' },
  abort: {
    label: 'Abort',
    question: (facts) => `Abort ${facts.name}?${endOf(facts)}`,
    questionForMany: (tasks) => `Abort ${tasks}? The steps of runs among them are aborted too.`,
  },
  reset: {
    label: 'Reset',
    question: (facts, belongings) => `Reset ${facts.name}? This deletes ${resultsOf(belongings)}.${endOf(facts)}${staying(belongings)}`,
    questionForMany: (tasks, live) => `Reset ${tasks}? This deletes their logs, metrics, artifacts and output models.${endOfSome(live)}`,
  },
  clone: { label: 'Clone' },
  archive: {
    label: 'Archive',
    question: (facts) => (endOf(facts) === '' ? undefined : `Archive ${facts.name}?${endOf(facts)}`),
    questionForMany: (tasks, live) => (live === 0 ? undefined : `Archive ${tasks}?${endOfSome(live)}`),
  },
  unarchive: { label: 'Unarchive' },
  tag: { label: 'Tag' },
  publish: {
    label: 'Publish',
    question: ({ name }, { outputModels }) =>
      `Publish ${name}?${outputModels === 0 ? '' : ' Its last output model is published too.'} What is published is not changed any more, and this cannot be undone.`,
    questionForMany: (tasks) =>
      `Publish ${tasks}? Their last output models are published too. What is published is not changed any more, and this cannot be undone.`,
  },
  delete: {
    label: 'Delete',
    question: ({ name }, belongings) =>
      `Delete ${name}? This also deletes ${resultsOf(belongings)}. It cannot be undone.${staying(belongings)}`,
    questionForMany: (tasks) => `Delete ${tasks}? This also deletes their logs, metrics, artifacts and output models. It cannot be undone.`,
  },
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

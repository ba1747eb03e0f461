import { shellWord } from '@clearway/contract/shell-word'
import type { Cure, TaskWait } from '@clearway/contract'
import { agentCommand, type Cure as FoundCure, type QueuedTask, type Shortage, type StallLink, type Wait } from '@clearway/engine'
import type { FleetView } from './fleet.ts'

type Cycle = TaskWait['cycle']

/** Describes a task's wait for the API: with names, a sentence and cures. */
export function describeWait(view: FleetView, task: QueuedTask, wait: Wait): TaskWait {
  return {
    reason: wait.reason,
    text: sentenceOf(view, task, wait),
    held_by: 'heldBy' in wait ? wait.heldBy.map((id) => namedTask(view, id)) : [],
    lacks: wait.reason === 'unfit' ? [...wait.lacks] : [],
    no_known_end: wait.reason === 'busy' && wait.noKnownEnd,
    cycle: wait.reason === 'stalled' ? cycleOf(view, wait.cycle) : [],
    cures: curesOf(view, task, wait),
  }
}

/** Describes a cycle in words: which task holds what, and waits for which. */
export function describeCycle(cycle: Cycle): string {
  const parts = cycle.flatMap((link, at) => {
    const [next, worker, holder] = cycle.slice(at + 1, at + 4)
    if (link.kind !== 'task' || next === undefined) return []
    if (next.kind === 'task') return [`‘${link.name}’ waits for ‘${next.name}’`]
    return [`‘${link.name}’ waits in ‘${next.name}’ for the worker ${worker?.name}, which ‘${holder?.name}’ holds`]
  })
  return parts.join('; ')
}

interface NamedTask {
  readonly id: string
  readonly name: string
}

export function namedTask({ names }: Pick<FleetView, 'names'>, id: string): NamedTask {
  return { id, name: names.get(id) ?? id }
}

export function namedQueue({ queueIds }: Pick<FleetView, 'queueIds'>, name: string): { id: string; name: string } {
  return { id: queueIds.get(name) ?? name, name }
}

function cycleOf(view: FleetView, links: readonly StallLink[]): Cycle {
  return links.map(({ kind, id }) => {
    if (kind === 'worker') return { kind, id, name: id }
    return { kind, ...(kind === 'task' ? namedTask(view, id) : namedQueue(view, id)) }
  })
}

function sentenceOf(view: FleetView, { id, queue }: QueuedTask, wait: Wait): string {
  switch (wait.reason) {
    case 'parents':
      return `It waits for ${listed(view, wait.parents)} to end.`
    case 'paused':
      if (isRunPaused(view, id)) return runIsPaused
      if (isPausedForAll(view, queue)) return `The queue ‘${queue}’ is paused: nothing is taken from it until it is resumed.`
      return `The queue ‘${queue}’ is paused: its tag force_workers:off tells the published agents to pass it over, and no other agent serves it.`
    case 'delayed':
      return `It waits until ${new Date(wait.until).toISOString()}: that is how long its step waits before it is tried again.`
    case 'limited':
      return `As many as may run at once are running: ${listed(view, wait.by)}.`
    case 'unserved':
      return `No live worker takes tasks from the queue ‘${queue}’${drainedWords(drainedOn(view, queue))}.`
    case 'unfit':
      return `No live worker on the queue ‘${queue}’ has all that it asks for; the one that comes nearest lacks ${wait.lacks.map(wordFor).join(' and ')}.`
    case 'busy': {
      if (wait.heldBy.length > 0)
        return `The workers that can run it are busy with ${listed(view, wait.heldBy)}.${wait.noKnownEnd ? ' What they run may never end by itself.' : ''}`
      return wait.noKnownEnd
        ? 'The workers that can run it are busy with something else.'
        : 'A worker for it is free, or will be in a moment.'
    }
    case 'stalled': {
      const isOnIt = wait.cycle.some((link) => link.kind === 'task' && link.id === id)
      return `It can never run as things are. ${isOnIt ? '' : 'It is stuck behind others: '}${describeCycle(cycleOf(view, wait.cycle))}.`
    }
  }
}

/** The drained agents that serve a queue. */
function drainedOn({ rows }: FleetView, queue: string): readonly string[] {
  const drained = rows.workers.filter(({ isDrained, id, user }) => {
    const serves = (served: (typeof rows.served)[number]): boolean => served.worker === id && served.user === user && served.name === queue
    return Boolean(isDrained) && rows.served.some(serves)
  })
  return [...new Set(drained.map(({ agent }) => agent))]
}

function drainedWords(agents: readonly string[]): string {
  return agents.length === 0 ? '' : `: ${agents.join(', ')} ${agents.length === 1 ? 'is' : 'are'} drained`
}

function isPausedForAll({ rows }: FleetView, queue: string): boolean {
  return rows.pausedQueues.some((paused) => paused.name === queue && paused.for === 'all')
}

function isRunPaused({ rows }: FleetView, task: string): boolean {
  return rows.entries.some((entry) => entry.task === task && entry.paused === 1)
}

function listed(view: FleetView, ids: readonly string[]): string {
  return ids.map((id) => `‘${namedTask(view, id).name}’`).join(', ')
}

const words = { gpus: 'GPUs', gpuMemory: 'GPU memory', cpus: 'CPUs', memory: 'memory' } as const

function wordFor(lack: Shortage): string {
  return lack in words ? words[lack as keyof typeof words] : `the ${lack.replace(/^label (.*)$/, 'label ‘$1’')}`
}

function curesOf(view: FleetView, { id, queue, needs }: QueuedTask, wait: Wait): Cure[] {
  const agent = { kind: 'agent' as const, ...byPerson, queue: namedQueue(view, queue), command: agentCommand(queue, needs) }
  switch (wait.reason) {
    case 'stalled':
      return wait.cures.map((cure) => describeCure(view, cure, id))
    case 'unserved':
      return [...resumeWorkers(view, queue), { ...agent, text: `Start an agent on the queue ‘${queue}’.` }]
    case 'unfit':
      return [
        ...resumeWorkers(view, queue),
        { ...agent, text: `Start an agent on the queue ‘${queue}’, on a machine that has what the task asks for.` },
      ]
    case 'paused':
      if (isRunPaused(view, id)) return [resumeRun(view, id)]
      if (isPausedForAll(view, queue))
        return [
          {
            kind: 'resume',
            ...onRequest,
            queue: namedQueue(view, queue),
            text: `Resume the queue ‘${queue}’.`,
            command: `clearway queue resume ${shellWord(queue)}`,
          },
        ]
      return [{ ...agent, text: `Take the tag force_workers:off from the queue ‘${queue}’, or start an agent of another kind on it.` }]
    case 'parents':
    case 'delayed':
    case 'limited':
    case 'busy':
      return []
  }
}

/** Who carries a cure out: the server by itself, the server when it is asked, or only a person. */
const byItself = { automatic: true, on_request: true } as const
const onRequest = { automatic: false, on_request: true } as const
const byPerson = { automatic: false, on_request: false } as const

function resumeWorkers(view: FleetView, queue: string): Cure[] {
  return drainedOn(view, queue).map((worker) => ({
    kind: 'resume_worker',
    ...onRequest,
    worker,
    text: `Let ${worker} take tasks again.`,
    command: `clearway worker resume ${shellWord(worker)}`,
  }))
}

/** The run of a step is its parent; a controller that waits is the run itself. */
function resumeRun(view: FleetView, id: string): Cure {
  const entry = view.rows.entries.find(({ task }) => task === id)
  return { ...onRequest, ...resumptionOf(namedTask(view, entry?.runPaused === 1 ? id : (entry?.parent ?? id))) }
}

function resumptionOf({ id, name }: NamedTask) {
  return {
    kind: 'resume_run' as const,
    task: { id, name },
    text: `Resume the run ‘${name}’.`,
    command: `clearway pipeline resume ${id}`,
  }
}

const runIsPaused = 'Its run is paused.'

/** The wait of a step that its paused run has not started. The server carries the cure out for no task, because there is none that waits. */
export function describePausedStart(run: NamedTask): TaskWait {
  const cures = [{ ...byPerson, ...resumptionOf(run) }]
  return { reason: 'paused', text: runIsPaused, held_by: [], lacks: [], no_known_end: false, cycle: [], cures }
}

function describeCure(view: FleetView, cure: FoundCure, waiting: string): Cure {
  switch (cure.kind) {
    case 'move':
      return {
        kind: 'move',
        ...byItself,
        text: `‘${namedTask(view, cure.task).name}’ is moved from ${cure.from} to the light lane ${cure.lane} by itself, in a few seconds.`,
        task: namedTask(view, cure.task),
        worker: cure.from,
        lane: cure.lane,
      }
    case 'release':
      return {
        kind: 'release',
        ...byItself,
        text: `‘${namedTask(view, cure.task).name}’ goes on without its slot of ${cure.from} by itself, in a few seconds.`,
        task: namedTask(view, cure.task),
        worker: cure.from,
      }
    case 'light_lane':
      return {
        kind: 'light_lane',
        ...onRequest,
        text: `Let the light lane ${cure.lane} take the controllers of any queue until its agent starts again, as an agent with --light any does.`,
        command: `clearway task cure ${waiting}`,
        task: namedTask(view, cure.task),
        lane: cure.lane,
      }
    case 'agent':
      return {
        kind: 'agent',
        ...byPerson,
        text: `Start an agent on the queue ‘${cure.queue}’: its slot can take the task, and its light lane the controller.`,
        command: cure.command,
        queue: namedQueue(view, cure.queue),
      }
  }
}

import { advance, carryOut, type Command, type Host, newRun, type PipelineDefinition, Planner, stepsOf } from '@clearway/engine'
import { isDatabaseError } from '../db/connection/db-error.ts'
import type { TaskRow } from '../db/tables/tasks.ts'
import type { Reader } from '../scope.ts'
import { readingHost } from './server-host.ts'

export interface CacheForecast {
  /** The steps that would come from the cache, each with the task whose results it would reuse. */
  readonly cached: readonly { readonly step: string; readonly task: string }[]
  /** Steps that may come from the cache, which is decided when the steps before them have run. */
  readonly undecided: readonly string[]
}

/** How many steps are searched for in the cache; each takes a few reads. Of the others nothing is said but that they are undecided. */
const mostSearches = 1000

/**
 * Runs a pipeline without starting anything, to learn which steps would come from the cache: the engine plans it, every search in the cache is made, and
 * a step that has to run stays as it is. So do steps about which code of the pipeline's program decides.
 */
export async function forecastCache(
  reader: Reader,
  controller: Pick<TaskRow, 'id' | 'project'>,
  definition: PipelineDefinition,
): Promise<CacheForecast> {
  const host: Host = { ...readingHost(reader, controller, new Map()), launch: refuse, stop: refuse, callbacks: () => ({}) }
  const started = advance(newRun, [{ type: 'run_started', run: controller.id, definition, at: 0 }])
  let { state } = started
  const due: Command[] = [...started.commands]
  const cached: { step: string; task: string }[] = []
  const missed = new Set<string>()
  let searches = 0
  for (let command = due.shift(); command !== undefined; command = due.shift()) {
    if (!isForecast(command)) continue
    if (command.type === 'find_cached' && (searches += 1) > mostSearches) continue
    const event = await carryOut(command, { host, planner: new Planner(host), state }).catch(unlessOfStep)
    if (event === undefined) continue
    if (event.type === 'step_cached') cached.push({ step: event.step, task: event.task })
    if (event.type === 'cache_missed') missed.add(event.step)
    const next = advance(state, [{ ...event, at: 0 }])
    state = next.state
    due.push(...next.commands)
  }
  const found = new Set(cached.map(({ step }) => step))
  const undecided = stepsOf(state).flatMap(({ definition: { name, cacheExecuted } }) =>
    cacheExecuted && !found.has(name) && !missed.has(name) ? [name] : [],
  )
  return { cached, undecided }
}

/** Whether a command can be carried out without the pipeline's program, and starts nothing. */
function isForecast(command: Command): command is Extract<Command, { type: 'find_cached' | 'expand' | 'run_post_execute' }> {
  return command.type === 'find_cached' || command.type === 'expand' || command.type === 'run_post_execute'
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('A forecast starts and stops nothing.'))
}

/** What a step refers to may be missing, which the run will find out. A fault of the database is not the step's. */
function unlessOfStep(error: unknown): undefined {
  if (isDatabaseError(error)) throw error
  return undefined
}

import type { RequestOf, ResponseOf, runs } from '@clearway/contract'
import { isForLightLane, laneServes, type PipelineDefinition, pythonTypeIn, pythonTypeOf, type QueuedTask } from '@clearway/engine'
import type { FleetScope } from '../db/tables/fleet.ts'
import { readParams } from '../db/tables/task-parts.ts'
import { queueName } from '../db/tables/queues.ts'
import { type FleetView, readFleet } from '../stall/fleet.ts'
import { warningsFor } from './check.ts'
import { wouldBeQueued } from './check/agents.ts'
import { forecastCache } from './forecast-cache.ts'
import { queueOfRun } from './queue-of-run.ts'
import { textOf } from './read-by-schema.ts'
import type { RunParameters } from './run-parameters.ts'
import { type CheckedRun, examineNewRun } from './start-run.ts'

type Preview = ResponseOf<typeof runs.preview>

/** Finds what a new run with the definition of another one would be like. */
export async function previewRun(scope: FleetScope, { run, parameters, queue }: RequestOf<typeof runs.preview>): Promise<Preview> {
  // An unknown queue is refused before the run is read, so that the error names the queue.
  if (queue !== undefined) await queueOfRun(scope, queue, { queue: null })
  const found = await examineNewRun(scope, run, { parameters, queue })
  const { source, home, checked, faults } = found
  const homeName = (await queueName(scope, home))?.name ?? home
  const definition = withValues(checked.pipeline, found.parameters)
  const isOnServer = source.driver === 'server'
  const isKnown = !checked.how.isDynamic && !found.needsProgram
  const forecast = isKnown && checked.errors.length === 0 ? await forecastCache(scope, source, definition) : { cached: [], undecided: [] }
  return {
    run: source.id,
    name: source.name,
    ...(source.project === null ? {} : { project: source.project }),
    ...(isOnServer ? {} : { queue: { id: home, name: homeName } }),
    parameters: await parametersOf(scope, source.id, checked.pipeline),
    errors: [...faults],
    warnings: await warningsFor(scope, checked),
    ...(isKnown ? { steps: Object.keys(checked.pipeline.steps).length } : {}),
    cached: [...forecast.cached],
    undecided: [...forecast.undecided],
    queues: queuesIn(
      await readFleet(scope, 'all'),
      [...new Set([...(source.driver === 'server' ? [] : [homeName]), ...checked.queues.values()])],
      wouldBeQueued(checked.pipeline, { ...checked, controller: checked.how.controller }),
    ),
  }
}

function withValues(pipeline: PipelineDefinition, { values }: RunParameters): PipelineDefinition {
  const parameters = Object.entries(pipeline.parameters).map(([name, parameter]) => {
    const value = values[name]
    return [name, value === undefined ? parameter : { ...parameter, value }] as const
  })
  return { ...pipeline, parameters: Object.fromEntries(parameters) }
}

/** The parameters that a run's task states, in their order, those that only its pipeline has, and those that have no value there. */
async function parametersOf(
  scope: FleetScope,
  run: string,
  { parameters, parameterSchemas = {} }: CheckedRun['checked']['pipeline'],
): Promise<Preview['parameters']> {
  const stated = (await readParams(scope, [run])).filter(({ section }) => section === 'Args')
  const shown = stated.map(({ name, value, type, description: said }) => {
    const defined = parameters[name]
    const description = said ?? defined?.description
    return {
      name,
      value: value ?? '',
      type: type ?? (defined === undefined ? 'str' : pythonTypeOf(defined.value)),
      ...(description === undefined || description === '' ? {} : { description }),
    }
  })
  const names = new Set(stated.map(({ name }) => name))
  const others = Object.entries(parameters).filter(([name]) => !names.has(name))
  const unset = Object.entries(parameterSchemas).filter(([name]) => !names.has(name) && !Object.hasOwn(parameters, name))
  return [
    ...shown,
    ...others.map(([name, { value, description }]) => ({
      name,
      value: textOf(value),
      type: pythonTypeOf(value),
      ...(description === undefined ? {} : { description }),
    })),
    ...unset.map(([name, schema]) => ({
      name,
      value: '',
      type: pythonTypeIn(schema),
      ...(typeof schema['description'] === 'string' ? { description: schema['description'] } : {}),
    })),
  ]
}

/** How busy queues are: what waits in each, and the slots and light lanes of live workers that take all that the run would put into it. */
function queuesIn({ fleet, rows }: FleetView, names: readonly string[], queued: readonly QueuedTask[]): Preview['queues'] {
  const withSteps = new Set(queued.flatMap((task) => (isForLightLane(task) ? [] : [task.queue])))
  return names.map((name) => {
    const slots = fleet.workers.filter(({ queues }) => queues.includes(name)).flatMap((worker) => worker.slots)
    return {
      name,
      waiting: rows.entries.filter(({ queueName: of }) => of === name).length,
      slots: slots.length,
      free: slots.filter(({ running }) => running === undefined).length,
      lanes: fleet.lanes.filter((lane) => laneServes(lane, name, !withSteps.has(name))).length,
    }
  })
}

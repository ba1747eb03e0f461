import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryPipeline } from '../testing/arbitrary-pipeline.ts'
import type { PipelineDefinition } from '../definition.ts'
import { allParents, knownNames } from '../graph.ts'
import { pendingCommands } from '../due.ts'
import { replay } from '../reducer.ts'
import { violationsOf, wrongEndingsOf } from '../testing/run-invariants.ts'
import { stepsOf } from '../run-state.ts'
import { pickFrom } from '../testing/simulated-host.ts'
import { SimulatedPlanning } from '../testing/simulated-planning.ts'
import { fromTask, toConfiguration } from './stored-form.ts'

const lists = { list: { value: ['a', 2, { b: [true] }] } }

test('any pipeline that is planned over a host, with reads and launches that fail and crashes, stays legal and ends', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryPipeline(8), fc.infiniteStream(fc.nat()), fc.nat(100), async (definition, stream, ticks) => {
      const planning = await driven({ ...definition, parameters: lists }, stream, ticks)
      const { state, events, finish } = planning.simulation
      expect(state).toEqual(replay(events))
      expect(pendingCommands(state)).toEqual([finish])
      expect(wrongEndingsOf(state)).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('a launch holds no reference, is the same whichever process plans it, and runs the same task in each attempt of its step', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryPipeline(8), fc.infiniteStream(fc.nat()), fc.nat(100), async (definition, stream, ticks) => {
      const { requests, simulation } = await driven({ ...definition, parameters: lists }, stream, ticks)
      for (const [key, [first, ...repeated]] of requests) {
        const step = simulation.state && stepsOf(simulation.state).find(({ definition: { name } }) => name === first?.key.step)
        expect(JSON.stringify(first?.parameters)).not.toContain('${')
        for (const other of repeated) expect(other).toEqual(first)
        if (first?.key.attempt === 1) expect(first).toMatchObject({ base_task: step?.definition.baseTask, project: 'p', parent: 'r' })
        else expect(first).toMatchObject({ again: `r/${first?.key.step}/1` })
        expect(first).not.toHaveProperty(first?.key.attempt === 1 ? 'again' : 'base_task')
        expect(key).toBe(`r/${first?.key.step}/${first?.key.attempt}`)
      }
    }),
  )
})

test('a mapped step becomes one step for each element, and each is given its element and position', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryPipeline(8), fc.infiniteStream(fc.nat()), async (definition, stream) => {
      const { simulation } = await driven({ ...definition, parameters: lists }, stream, 0)
      const steps = stepsOf(simulation.state)
      for (const { definition: mapped } of steps.filter(({ members }) => members !== undefined)) {
        const members = steps.filter(({ group }) => group === mapped.name)
        expect(members.map(({ definition: { parameters } }) => [parameters['General/index'], parameters['General/item']])).toEqual([
          ['0', 'a'],
          ['1', '2'],
          ['2', '{"b":[true]}'],
        ])
        for (const member of members) expect(member.definition.parameters).toMatchObject(mapped.parameters)
      }
    }),
  )
})

test('any pipeline is read back from its task as it was stored, with the parents that references imply', () => {
  fc.assert(
    fc.property(arbitraryPipeline(8), (definition) => {
      const known = knownNames(definition)
      const steps = Object.entries(definition.steps).map(([name, step]) => [name, { ...step, parents: allParents(step, known) }] as const)
      expect(fromTask({ configuration: toConfiguration(definition) })).toEqual({ ...definition, steps: Object.fromEntries(steps) })
    }),
  )
})

async function driven(definition: PipelineDefinition, stream: fc.Stream<number>, ticks: number): Promise<SimulatedPlanning> {
  const check = (state: Parameters<typeof violationsOf>[0]): void => expect(violationsOf(state)).toEqual([])
  const planning = new SimulatedPlanning(definition, { pick: pickFrom(stream), check })
  for (let tick = 0; tick < ticks; tick += 1) await planning.tick()
  expect(await planning.settle(4000)).toBe(true)
  return planning
}

import type { StepView } from '@clearway/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeSteps } from '../place-steps.ts'
import { foldGraph } from './fold-graph.ts'
import { foldedSteps, shownSteps } from './folded-step.ts'
import { groupsOf } from './groups.ts'

type Given = Pick<StepView, 'name' | 'parents' | 'references' | 'stage' | 'function' | 'group'>

const picks = fc.array(fc.nat(), { maxLength: 3 })
const maybe = (...names: readonly string[]) => fc.option(fc.constantFrom(...names), { nil: undefined })
/** Steps of which each comes after some of those before it or after a mapped step, with functions, stages, and mapped steps that became some of them. */
const runs = fc
  .array(fc.record({ picks, called: maybe('f', 'g'), stage: maybe('s', 't'), group: maybe('m', 'n'), after: maybe('m', 'n', 'gone') }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((rows) => {
    const mapped = new Map<string, Given>(
      [...new Set(rows.flatMap(({ group }) => group ?? []))].map((name) => [name, { name, parents: ['s0'], references: { s0: ['list'] } }]),
    )
    const firstOf = (group: string): number => rows.findIndex((row) => row.group === group)
    const steps = rows.map(({ picks: picked, called, stage, group, after }, index): Given => {
      const parents = index === 0 || group !== undefined ? [] : [...new Set(picked.map((pick) => `s${pick % index}`))]
      // What a mapped step became is listed behind what comes after the mapped step, which is none of these.
      if (after !== undefined && group === undefined && index > 0 && firstOf(after) > index) parents.push(after)
      return {
        name: `s${index}`,
        parents,
        ...(parents[0] === undefined || !parents[0].startsWith('s') ? {} : { references: { [parents[0]]: [`of ${parents[0]}`] } }),
        ...(called === undefined || group !== undefined ? {} : { function: called }),
        ...(stage === undefined ? {} : { stage }),
        ...(group === undefined || index === 0 ? {} : { group }),
      }
    })
    return { steps, mapped }
  })

test('however groups are folded, each step is in one box, each edge has both its ends, and none leads back to its box', () => {
  fc.assert(
    fc.property(runs, fc.func(fc.boolean()), ({ steps, mapped }, isChosen) => {
      const groups = groupsOf(steps)
      const { nodes, open } = foldGraph({ steps, mapped, groups }, ({ key }) => isChosen(key))
      const seen = nodes.flatMap(({ shows }) => (typeof shows === 'number' ? [shows] : shows.members))
      expect(seen.toSorted((a, b) => a - b)).toEqual([...steps.keys()])
      const names = nodes.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      for (const { name, parents, references = {} } of nodes) {
        expect(parents).not.toContain(name)
        expect(new Set(parents).size).toBe(parents.length)
        expect(names).toEqual(expect.arrayContaining([...parents, ...Object.keys(references)]))
      }
      for (const { nodes: shown } of open) for (const index of shown) expect(nodes[index]).toBeDefined()
      const { x, edges } = placeSteps(nodes)
      for (const { from, to } of edges) expect(x[to]).toBeGreaterThan(x[from] ?? 0)
    }),
  )
})

const step = (name: string, more: Partial<StepView> = {}): StepView => ({ name, status: 'completed', parents: [], ...more })

test('calls of a function are of one map if they come after steps that are alike; calls of a chain are not', () => {
  const calls = (name: string, called: string, ...parents: string[]) => step(name, { function: called, parents })
  const steps = [
    calls('data', 'data'),
    ...['fit', 'fit-2', 'fit-3'].map((name) => calls(name, 'fit', 'data')),
    ...['', '-2', '-3'].map((end) => calls(`score${end}`, 'score', `fit${end}`)),
    calls('more', 'more', 'data'),
    calls('more-2', 'more', 'more'),
  ]
  expect(groupsOf(steps).map(({ key, label, members }) => [key, label, members.length])).toEqual([
    ['fit', 'fit', 3],
    ['score', 'score', 3],
  ])
  const { nodes } = foldGraph({ steps, mapped: new Map(), groups: groupsOf(steps) }, () => true)
  expect(nodes.map(({ parents }) => parents)).toEqual([[], ['data'], ['\nfit'], ['data'], ['more']])
})

test('what comes after a mapped step comes after what that became, and that after its parents', () => {
  const steps = [step('load'), step('best', { parents: ['each'] }), ...['each-1', 'each-2'].map((name) => step(name, { group: 'each' }))]
  const mapped = new Map([['each', step('each', { parents: ['load'], references: { load: ['list'] }, members: 2 })]])
  const edges = (isFolded: boolean) =>
    foldGraph({ steps, mapped, groups: groupsOf(steps) }, () => isFolded).nodes.map(({ name, parents, references }) => [
      name,
      parents,
      references,
    ])
  expect(edges(false)).toEqual([
    ['load', [], undefined],
    ['best', ['each-1', 'each-2'], undefined],
    ['each-1', ['load'], { load: ['list'] }],
    ['each-2', ['load'], { load: ['list'] }],
  ])
  expect(edges(true)).toEqual([
    ['load', [], undefined],
    ['best', ['\neach'], undefined],
    ['\neach', ['load'], { load: ['list'] }],
  ])
})

test('a stage whose box would come after itself stays open', () => {
  const steps = [step('a', { stage: 's' }), step('b', { parents: ['a'] }), step('c', { parents: ['b'], stage: 's' })]
  const { nodes, open } = foldGraph({ steps, mapped: new Map(), groups: groupsOf(steps) }, () => true)
  expect([nodes.map(({ name }) => name), open.map(({ group }) => group.label)]).toEqual([['a', 'b', 'c'], ['s']])
})

test('a folded group shows the state that matters most, and stays the same object while none of its steps changes', () => {
  const steps = ['fit', 'fit-2', 'fit-3', 'other'].map((name) => step(name, name === 'other' ? {} : { function: 'fit' }))
  const [group] = groupsOf(steps)
  if (group === undefined) throw new Error('There is a group.')
  const states = (...given: readonly StepView['status'][]) =>
    foldedSteps(
      '',
      group,
      given.map((status, n) => step(`fit-${n}`, { status })),
    )
  expect(states('completed', 'failed', 'running')).toMatchObject({ status: 'failed', done: 1, total: 3, failed: 'fit-1', name: 'fit × 3' })
  expect(states('completed', 'skipped', 'cached')).toMatchObject({ status: 'completed', done: 2, failed: undefined })
  const graph = foldGraph({ steps, mapped: new Map(), groups: [group] }, () => true)
  const before = shownSteps({ graph, steps })
  const changed = (at: number): StepView[] => steps.with(at, step(steps[at]?.name ?? '', { status: 'running', function: 'fit' }))
  const other = shownSteps({ graph, steps: changed(3) }, before)
  expect([other.shown[0] === before.shown[0], other.shown[1]?.status]).toEqual([true, 'running'])
  expect(shownSteps({ graph, steps: changed(1) }, before).shown[0]?.status).toBe('running')
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryPipeline } from './testing/arbitrary-pipeline.ts'
import { extensionOf, fromClearmlDag, toClearmlDag } from './clearml-form.ts'
import { defineStep } from './definition.ts'
import type { PipelineDefinition } from './definition.ts'
import { allParents, knownNames } from './graph.ts'
import { replay } from './reducer.ts'
import { stepOf } from './run-state.ts'

test('a pipeline written in ClearML’s form reads back the same, its implied parents declared', () => {
  fc.assert(
    fc.property(arbitraryPipeline(8), (definition) => {
      const known = knownNames(definition)
      const explicit = Object.entries(definition.steps).map(([name, step]) => [name, { ...step, parents: allParents(step, known) }])
      const stored = JSON.parse(JSON.stringify([toClearmlDag(definition), extensionOf(definition)])) as [
        ReturnType<typeof toClearmlDag>,
        ReturnType<typeof extensionOf>,
      ]
      expect(fromClearmlDag(...stored)).toEqual({ ...definition, steps: Object.fromEntries(explicit) })
      expect(toClearmlDag(fromClearmlDag(...stored))).toEqual(stored[0])
    }),
  )
})

test('optional parts of a step are written and read back', () => {
  const step = defineStep({
    name: 'a',
    baseTask: 'b',
    queue: 'gpu',
    join: 'any',
    hasStatusCallback: true,
    retryBackoff: { seconds: 1, factor: 2, maxSeconds: 60 },
    parameters: { 'Args/x': '1' },
    configurations: { General: 'text' },
    taskOverrides: { 'script.branch': 'main' },
    timeoutSeconds: 30,
    jobType: 'training',
    image: 'python:3',
    outputUri: true,
    stage: 'prepare',
    codeSection: 'a',
    monitorMetrics: [
      [
        ['loss', 'total'],
        ['loss', 'total'],
      ],
    ],
  })
  const definition: PipelineDefinition = {
    name: 'p',
    version: '2.0',
    parameters: {},
    defaultQueue: 'default',
    timeLimitSeconds: 9,
    steps: { a: step },
  }
  expect(fromClearmlDag(toClearmlDag(definition), extensionOf(definition))).toEqual(definition)
})

test('progress is written as ClearML’s pages read it', () => {
  const steps = Object.fromEntries(
    [
      defineStep({ name: 'good', baseTask: 'b' }),
      defineStep({ name: 'bad', baseTask: 'b' }),
      defineStep({ name: 'below', baseTask: 'b', parents: ['bad'] }),
      defineStep({ name: 'going', baseTask: 'b', parents: ['good'] }),
    ].map((step) => [step.name, step]),
  )
  const definition: PipelineDefinition = { name: 'p', version: '1', parameters: {}, steps }
  const state = replay([
    { type: 'run_started', run: 'r', definition },
    { type: 'step_launched', step: 'good', attempt: 1, task: 't-good' },
    { type: 'step_status', step: 'good', attempt: 1, task: 't-good', status: 'in_progress', at: 2000 },
    { type: 'step_status', step: 'good', attempt: 1, task: 't-good', status: 'completed', at: 5500 },
    { type: 'step_status', step: 'bad', attempt: 1, task: 't-bad', status: 'failed' },
    { type: 'step_launched', step: 'going', attempt: 1, task: 't-going' },
  ])
  const dag = toClearmlDag(definition, (name) => stepOf(state, name))
  const seen = Object.entries(dag).map(([name, n]) => [name, n.status, n.executed, n.job_id, n.skip_job, n.job_started, n.job_ended])
  expect(seen).toEqual([
    ['good', 'completed', 't-good', 't-good', false, 2, 5.5],
    ['bad', 'failed', false, 't-bad', false, null, null],
    ['below', 'skipped', null, null, true, null, null],
    ['going', 'queued', null, 't-going', false, null, null],
  ])
})

test('a form that ClearML wrote, with fields missing and nulls, is read with its defaults', () => {
  const dag = { 'stage one': { base_task_id: 'abc', queue: null, parents: [], timeout: null, output_uri: null } }
  const definition = fromClearmlDag(dag, { name: 'p', version: '1', parameters: {} })
  expect(definition.steps['stage one']).toEqual(defineStep({ name: 'stage one', baseTask: 'abc' }))
})

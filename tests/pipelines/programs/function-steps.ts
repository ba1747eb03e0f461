import { PipelineController, step, type StepStatusChange } from '@clearway/sdk'

/** What its callbacks were given, in this process. */
export const seen: string[] = []

const double = step('double', async ({ rows }: { rows: readonly number[] }) => ({ rows: rows.map((row) => row * 2) }), {
  statusChangeCallback: ({ name, status }: StepStatusChange) => void seen.push(`${name} ${status}`),
})

/** A pipeline of function steps beside a command. */
export const pipe = new PipelineController({ name: 'of functions', project: 'controllers', version: '2.0' })
pipe.addParameter('count', 3)
pipe.addFunctionStep({
  name: 'load',
  function: async ({ count, label }: { count: number; label: string }) => {
    const { task } = step.context()
    await task.uploadArtifact('label', label)
    return { rows: Array.from({ length: count }, (_, row) => row), label }
  },
  functionInputs: { count: '${pipeline.count}', label: '3' },
  monitorArtifacts: [['label', 'label of load']],
})
pipe.addFunctionStep({
  name: 'twice',
  function: double,
  functionInputs: { rows: '${load.result.rows}' },
  preExecute: ({ parameters }) => void seen.push(parameters['Args/rows']?.replaceAll(/http\S+?result\.json/g, 'ADDRESS') ?? ''),
})
pipe.addFunctionStep({
  name: 'sum',
  function: ({ all }: { all: readonly { rows: readonly number[] }[] }) =>
    all.flatMap(({ rows }) => rows).reduce((sum, row) => sum + row, 0),
  functionInputs: { all: ['${twice.result}', '${load.result}'] },
})
pipe.addStep({ name: 'never', script: { command: 'echo ran' }, parents: ['sum'], preExecute: () => false })

if (import.meta.main) await pipe.start()

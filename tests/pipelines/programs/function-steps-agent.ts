import { PipelineController } from '@clearway/sdk'

const pipe = new PipelineController({ name: 'unguarded', project: 'controllers' })
pipe.addFunctionStep({ name: 'load', function: () => [1, 2, 3], retryOnFailure: () => false })
pipe.addFunctionStep({
  name: 'sum',
  function: ({ rows }: { rows: readonly number[] }) => rows.reduce((sum, row) => sum + row, 0),
  functionInputs: { rows: '${load.result}' },
})
const run = await pipe.start({ queue: process.env['TEST_QUEUE'] ?? 'services' })
console.log(`run ${run.id}`)
if (run.role === 'driven') console.log(`ended ${(await pipe.wait()).status} ${await pipe.isSuccessful()}`)

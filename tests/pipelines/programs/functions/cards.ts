import { pipeline, step, StepFailed } from '@clearway/sdk'

/** Steps that need GPUs, more than the machine has among them. */
const visible = (): string => process.env['CUDA_VISIBLE_DEVICES'] ?? 'all'
const train = step('train', ({ of: _ }: { of: string }) => visible(), { resources: { gpus: 1 } })
const both = step('both', visible, { resources: { gpus: 2 } })
const many = step('many', visible, { resources: { gpus: 3 } })

export default pipeline('cards', {}, async () => {
  const apart = await Promise.all([train({ of: 'a' }), train({ of: 'b' })])
  const refused = await many().catch((error: unknown) => (error instanceof StepFailed ? error.message : ''))
  return { apart, together: await both(), refused }
})

import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { pipeline, step } from '@clearway/sdk'

/** Fails until a file is there. */
const fragile = step('fragile', ({ folder }: { folder: string }) => {
  if (!existsSync(`${folder}/mended`)) throw new Error('not yet')
  return 1
})
/** Runs until a file is there. */
const patient = step('patient', async ({ folder }: { folder: string }) => {
  while (!existsSync(`${folder}/enough`)) await setTimeout(20)
  return 10
})
const sum = step('sum', ({ numbers }: { numbers: readonly number[] }) => numbers.reduce((all, one) => all + one, 0))

/** A body that goes on without a step that failed, or breaks because of it, while another step runs. */
export default pipeline('caught', { folder: '', catches: true, plus: 0 }, async ({ folder, catches, plus }) => {
  const [first, second] = [fragile({ folder }), patient({ folder })]
  const one = await (catches ? first.catch(() => 0) : first)
  return sum({ numbers: [one, await second, plus] })
})

import { pipeline, step } from '@clearway/sdk'

/** A body that only lists steps, whose controller is a process because of a callback. */
const load = step('load', () => 21, { postExecute: () => console.log('load has ended') })
const double = step('double', ({ n }: { n: number }) => n * 2)

export default pipeline('listed', {}, () => double({ n: load() }), { queue: 'default' })

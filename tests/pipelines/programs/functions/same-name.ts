import { pipeline, step } from '@clearway/sdk'

/** A clone of another program's step, which has the name of a step of this program. */
const square = step('square', ({ x }: { x: number }) => `not the square of ${x}`)
const other = step.fromTask<{ x: number }, number>('other', { project: '.pipelines/map', name: 'square' })

export default pipeline('same name', {}, async () => [await other({ x: 3 }), await square({ x: 3 })])

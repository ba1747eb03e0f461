import { pipeline, step } from '@clearway/sdk'

/** Pipelines whose bodies list their steps, which could not run: for the test of `clearway pipeline check`. */
const load = step('load', () => [1, 2], { queue: 'far away' })
const unused = step('unused', () => 1, { queue: 'nor this one' })
const absent = step.fromTask<{ rows: number[] }, number>('absent', { project: 'nowhere', name: 'absent' })

const trained = step.python('trained', './gone.py', { requirements: './gone.txt', files: ['./gone'] })
const locked = step.python('locked', './lists.ts', { project: '.' })

export default pipeline('lists', {}, () => absent({ rows: load() }))
export const python = pipeline('python', {}, () => trained())
export const uv = pipeline('with uv', {}, () => locked())
export const other = pipeline('other', { rows: 1 }, ({ rows }) => {
  if (rows > 0) throw new RangeError('too many rows')
  return unused()
})
const deepest = pipeline('deepest', { rows: [0] }, ({ rows }) => absent({ rows }))
const middle = pipeline('middle', { rows: [0] }, ({ rows }) => ({ count: unused(), rest: deepest({ rows }) }))
export const nests = pipeline('nests', {}, () => middle({ rows: load() }))

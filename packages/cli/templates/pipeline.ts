import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { pipeline, step } from 'clearway'

const execute = promisify(execFile)

interface Point {
  readonly x: number
  readonly y: number
}
interface Line {
  readonly slope: number
  readonly intercept: number
}

/** A step in TypeScript: points around a line. */
const makePoints = step('points', ({ count }: { count: number }): Point[] =>
  Array.from({ length: count }, (_, x) => ({ x, y: 2 * x + 1 + Math.sin(x) })),
)

/** A step in Python: the line that fits them best. Its program is in steps/fit.py. */
const fitLine = step('fit', async ({ points, program }: { points: readonly Point[]; program: string }): Promise<Line> => {
  const { stdout } = await execute('python3', ['-c', program, JSON.stringify(points)])
  return JSON.parse(stdout) as Line
})

/** The pipeline: each call of a step is a task of its own, with its log and its result. */
export default pipeline('line', { count: 50, program: '' }, async ({ count, program }) => {
  const line = await fitLine({ points: makePoints({ count }), program })
  console.log(`y = ${line.slope.toFixed(3)} x + ${line.intercept.toFixed(3)}`)
  return line
})

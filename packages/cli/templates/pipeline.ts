import { pipeline, step } from 'clearway'

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

/** A step in Python: the line that fits them best. Its inputs are environment variables; what it writes to $CLEARWAY_RESULT is its result. */
const fitLine = step.command<{ points: readonly Point[] }, Line>('fit', 'python3 steps/fit.py', { files: ['steps'] })

/** The pipeline: each call of a step is a task of its own, with its log and its result. */
export default pipeline('line', { count: 50 }, async ({ count }) => {
  const line = await fitLine({ points: makePoints({ count }) })
  console.log(`y = ${line.slope.toFixed(3)} x + ${line.intercept.toFixed(3)}`)
  return line
})

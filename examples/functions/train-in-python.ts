/** A pipeline in TypeScript whose training step is a Python program: `clearway run examples/functions/train-in-python.ts --epochs 200 --local`. */
import { pipeline, step } from '@clearway/sdk'

interface Point {
  readonly x: number
  readonly y: number
}
interface Line {
  readonly slope: number
  readonly intercept: number
  readonly loss: number
}

const makePoints = step('make points', ({ count }: { count: number }): Point[] =>
  Array.from({ length: count }, (_, index) => ({ x: index / count, y: (3 * index) / count + 1 })),
)

/** The program is python/train.py. python/clearway_task.py travels along; the packages of python/requirements.txt are installed. */
const train = step.python<{ points: readonly Point[]; rate: number; epochs: number }, Line>('train', './python/train.py', {
  requirements: './python/requirements.txt',
  files: ['./python/clearway_task.py'],
})

const describe = step('describe', ({ line: { slope, intercept } }: { line: Line }) => `y = ${slope.toFixed(1)} x + ${intercept.toFixed(1)}`)

export default pipeline('train in Python', { count: 20, rate: 0.5, epochs: 300 }, async ({ count, rate, epochs }) => {
  const line = train({ points: makePoints({ count }), rate, epochs })
  return { formula: await describe({ line }), loss: (await line).loss }
})

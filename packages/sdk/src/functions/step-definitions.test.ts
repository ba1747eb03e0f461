import { expect, test } from 'vitest'
import { step } from './step.ts'

// What the compiler refuses, a program in JavaScript may still say.
type Loose = (...words: readonly unknown[]) => unknown
const [define, fromTask, python] = [step, step.fromTask, step.python] as unknown as [Loose, Loose, Loose]

test('options that no step has, and values of another kind, are refused together', () => {
  const wrong = {
    retry: 2,
    retries: '2',
    queue: 5,
    tags: 'gpu',
    cache: 'yes',
    resources: [1],
    backoff: 3,
    monitorModels: 'best',
    postExecute: {},
  }
  expect(() => define('fit', () => 1, wrong)).toThrow(/^Step 'fit' cannot run as it is asked to:/)
  for (const fault of [
    "there is no option 'retry'. There is: retries, backoff, join,",
    'retries is "2": give a whole number, 0 for none, or a function.',
    'queue is 5: give the name of a queue.',
    'tags is "gpu": give a list of texts.',
    'cache is "yes": give true or false.',
    'resources is [1]: give an object such as { gpus: 1 }.',
    'backoff is 3: give an object such as { seconds: 5 }.',
    'monitorModels is "best": give a list.',
    'postExecute is {}: give a function.',
  ])
    expect(() => define('fit', () => 1, wrong)).toThrow(fault)
})

test.each([{ seconds: 5, maxSeconds: 2_592_001 }, { seconds: -1 }, { seconds: 5, factor: 0.5 }, { seconds: 5, factor: undefined }])(
  'a wait is refused where the step is defined, because a run would refuse it: %j',
  (backoff) => {
    expect(() => define('fit', () => 1, { retries: 1, backoff })).toThrow('and maxSeconds up to 30 days.')
  },
)

test('an option that is undefined is left out', () => {
  expect(define('left out', () => 1, { retries: undefined, queue: undefined, backoff: undefined })).toBeTypeOf('function')
})

test.each([undefined, 'load data', {}, { project: 'examples' }])('a step of a task is refused that names it by %j', (task) => {
  expect(() => fromTask('load', task)).toThrow("Step 'load' names no task: give { id } or { project, name }")
})

test.each([undefined, '', { file: 'train.py' }])('a Python step is refused whose program is %j', (source) => {
  expect(() => python('train', source)).toThrow("Step 'train' has no Python program: give the path of a file, { module } or { source }.")
})

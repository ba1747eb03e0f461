import type { StepView } from '@clearway/contract'
import { lookOf } from '../../ui/look.ts'

type Filtered = Pick<StepView, 'name' | 'status' | 'stage' | 'queue' | 'worker'>

/** What a word is searched in, by the name that may stand before it: `worker:gpu-1`. */
const fields = {
  name: ({ name }) => name,
  state: ({ status }) => `${lookOf(status).label} ${status}`,
  queue: ({ queue = '' }) => queue,
  worker: ({ worker = '' }) => worker,
  stage: ({ stage = '' }) => stage,
} as const satisfies Readonly<Record<string, (step: Filtered) => string>>
const all = Object.values(fields)

/** A word, or several in quotes; `-` before it: what must not be there. */
const term = new RegExp(String.raw`(-?)(?:(${Object.keys(fields).join('|')}):)?(?:"([^"]*)"?|(\S+))`, 'gi')

/** Which steps have all of some words in their name, state, queue, worker or stage; undefined where no word is given. */
export function stepFilter(text: string): ((step: Filtered) => boolean) | undefined {
  const tests = [...text.matchAll(term)].flatMap(([, without, field = '', quoted, plain = '']) => {
    const word = (quoted ?? plain).toLowerCase()
    if (word === '') return []
    const named = fields[field.toLowerCase() as keyof typeof fields] as (typeof all)[number] | undefined
    const parts = named === undefined ? all : [named]
    const has = (step: Filtered): boolean => parts.some((part) => part(step).toLowerCase().includes(word))
    return [without === '' ? has : (step: Filtered) => !has(step)]
  })
  return tests.length === 0 ? undefined : (step) => tests.every((test) => test(step))
}

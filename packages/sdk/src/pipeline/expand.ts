import { type Json, resolve, type RunEvent, type RunState, type StepDefinition } from '@clearway/engine'
import type { References } from './references.ts'

/**
 * Makes the concrete steps of a mapped one, `<name>-1` and so on. Each has its element as parameter `General/item` and its place as `General/index`.
 */
export async function expandStep(references: References, state: RunState, definition: StepDefinition, step: string): Promise<RunEvent> {
  const { mapOver = '', ...rest } = definition
  const found = resolve(mapOver, await references.lookupFor(state, definition, {}))
  const elements = typeof found === 'string' ? (JSON.parse(found) as Json) : found
  if (!Array.isArray(elements))
    throw new Error(`Step '${step}' is mapped over ${mapOver}, which is no list but ${JSON.stringify(found).slice(0, 100)}.`)
  const into = elements.map((element: Json, index): StepDefinition => ({
    ...rest,
    name: `${step}-${index + 1}`,
    parents: [],
    parameters: {
      ...rest.parameters,
      'General/item': typeof element === 'string' ? element : JSON.stringify(element),
      'General/index': String(index),
    },
    hasPreExecute: false,
    hasPostExecute: false,
  }))
  return { type: 'step_expanded', step, into }
}

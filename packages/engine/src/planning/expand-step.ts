import type { StepDefinition } from '../definition.ts'
import type { Json } from '../json.ts'
import { resolve } from '../resolve.ts'
import type { ReferenceLookup } from '../resolve.ts'

/**
 * The concrete steps of a mapped one, named `<name>-1` and so on, one for each element of its list. Each gets the element as parameter
 * `General/item` and the element's position, from 0, as `General/index`.
 */
export function expandStep({ mapOver = '', ...definition }: StepDefinition, lookup: ReferenceLookup): StepDefinition[] {
  const { name } = definition
  const found = resolve(mapOver, lookup)
  const elements = typeof found === 'string' ? valueIn(found) : found
  if (!Array.isArray(elements))
    throw new Error(`Step '${name}' is mapped over ${mapOver}, which is no list but ${JSON.stringify(found).slice(0, 100)}.`)
  return elements.map((element: Json, index): StepDefinition => ({
    ...definition,
    name: `${name}-${index + 1}`,
    parents: [],
    parameters: {
      ...definition.parameters,
      'General/item': typeof element === 'string' ? element : JSON.stringify(element),
      'General/index': String(index),
    },
    hasPreExecute: false,
    hasPostExecute: false,
  }))
}

/** A text as the JSON that it spells; a text that spells none stays a text. */
function valueIn(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

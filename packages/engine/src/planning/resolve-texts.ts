import { defineStep } from '../definition.ts'
import { resolveToText } from '../resolve.ts'
import type { RunState } from '../run-state.ts'
import type { Host } from './host.ts'
import { ReferenceReader } from './reference-reader.ts'

type Texts = Readonly<Record<string, string>>

/** Texts with what their references name, as far as a run has come. Rejects for a reference that names nothing. */
export async function resolveTexts(state: RunState, host: Pick<Host, 'readTask' | 'readModels'>, texts: Texts): Promise<Texts> {
  const lookup = await new ReferenceReader(host).lookupFor(state, defineStep({ name: 'result' }), texts)
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, resolveToText(text, lookup)]))
}

import type { Artifact } from '@clearway/contract'
import { defineStep } from '../definition.ts'
import { referencesIn } from '../reference.ts'
import { resolveToText } from '../resolve.ts'
import { type RunState, stepOf } from '../run-state.ts'
import { byContent, contentText } from './content.ts'
import type { Host } from './host.ts'
import { ReferenceReader } from './reference-reader.ts'

/** The result of a run whose steps a function made before the run. */
export interface BuiltResult {
  /** The value as JSON, which names results of steps by their addresses. */
  readonly text: string
  /** The artifacts that the value names, which the controller's task holds as well: `result.1` and so on. */
  readonly artifacts: readonly Artifact[]
  /** The value as JSON, with hashes in place of the addresses. */
  readonly content: string
}

/** Puts the results of the steps in their places in what the function returned. Rejects with `UnresolvedReference` for one that was not stored. */
export async function builtResult(result: string, state: RunState, host: Pick<Host, 'readTask' | 'readModels'>): Promise<BuiltResult> {
  const reader = new ReferenceReader(host)
  const lookup = await reader.lookupFor(state, defineStep({ name: 'result' }), { result })
  const text = resolveToText(result, lookup)
  const content = contentText(resolveToText(result, byContent(lookup)))
  const known = { hasStep: (name: string) => stepOf(state, name) !== undefined, hasParameter: () => false }
  const artifacts: Artifact[] = []
  for (const reference of referencesIn(result, known)) {
    const task = reference.kind === 'step' ? stepOf(state, reference.step)?.task : undefined
    if (reference.kind !== 'step' || reference.path.of !== 'artifacts' || task === undefined) continue
    const name = reference.path.segments.slice(0, -1).join('.')
    for (const artifact of (await host.readTask(task)).execution?.artifacts ?? []) {
      const { key, mode } = artifact
      if (mode !== 'input' && (key === name || key.startsWith('result.')))
        artifacts.push({ ...artifact, key: `result.${artifacts.length + 1}` })
    }
  }
  return { text, artifacts, content }
}

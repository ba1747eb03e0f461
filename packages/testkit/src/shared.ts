import { inject } from 'vitest'
import type { SharedName } from './vitest-setup.ts'

/**
 * Gives the address or path of what all tests of the run share. The first call makes or starts it, which takes minutes where packages must be
 * fetched.
 */
export async function shared(name: SharedName): Promise<string> {
  const endpoint = inject('shared')
  if (endpoint === undefined)
    throw new Error('Nothing is shared: list packages/testkit/src/vitest-setup.ts under `globalSetup` in vitest.config.ts.')
  const reply = await fetch(endpoint + name, { signal: AbortSignal.timeout(300_000) })
  const answer = await reply.text()
  if (!reply.ok) throw new Error(answer)
  return answer
}

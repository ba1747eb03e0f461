import { inject } from 'vitest'
import type { SharedServerName } from './vitest-setup.ts'

/** The address of a server that all tests of the run share. The first call starts it, which takes minutes where its packages must be fetched. */
export async function sharedServer(name: SharedServerName): Promise<string> {
  const servers = inject('sharedServers')
  if (servers === undefined)
    throw new Error('No shared servers: list packages/testkit/src/vitest-setup.ts under `globalSetup` in vitest.config.ts.')
  const reply = await fetch(servers + name, { signal: AbortSignal.timeout(300_000) })
  const answer = await reply.text()
  if (!reply.ok) throw new Error(answer)
  return answer
}

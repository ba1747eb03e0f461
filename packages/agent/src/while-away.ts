import { isApiError } from '@clearway/sdk'
import type { AgentEvent } from './agent-events.ts'
import { mayPass, untilAnswered } from './until-answered.ts'

/** Calls until a server that is away has answered, and tells of it; a key that the server does not take is final. */
export async function whileAway<T>(
  call: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  emit: (event: AgentEvent) => void,
): Promise<T> {
  let isAway = false
  const told = async (abort: AbortSignal): Promise<T> => {
    try {
      return await call(abort)
    } catch (error) {
      if (!isAway && isTransient(error)) emit({ kind: 'server_away', error })
      isAway = true
      throw error
    }
  }
  const answer = await untilAnswered(told, signal, (error) => !isTransient(error))
  if (isAway) emit({ kind: 'server_back' })
  return answer
}

function isTransient(error: unknown): boolean {
  return mayPass(error) && !(isApiError(error) && error.status === 401)
}

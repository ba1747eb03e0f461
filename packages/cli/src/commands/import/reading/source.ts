import { type Api, isApiError } from '@clearway/sdk/client'
import { type Connection, openConnection } from '@clearway/sdk'
import { backOffMs } from '@clearway/contract/back-off'
import { setTimeout as sleep } from 'node:timers/promises'
import { CommandFailed } from '../../../failure.ts'
import type { Keys } from '../../login/read-keys.ts'
import { filesAddress } from './files-address.ts'

/** The other server. */
export interface Source {
  readonly connection: Connection
  /** Identifies the server: its uid, else its address. */
  readonly id: string
  /** Makes a call that reads, and repeats it while the server is away or has a fault. */
  readonly read: <T>(call: (api: Api) => Promise<T>) => Promise<T>
}

/** How long the first call may take, so that a wrong address is reported soon, and how long later ones may. */
const [firstSeconds, patienceSeconds] = [5, 120]
/** How often a call is repeated that the server answered by a fault of its own. */
const mostTries = 6

/** Connects to the other server and logs in. The key is used for that alone. */
export async function openSource(
  { url, filesUrl = filesAddress(url), keys }: { readonly url: string; readonly filesUrl?: string | undefined; readonly keys: Keys },
  signal: AbortSignal,
): Promise<Source> {
  const address = { url: url.replace(/\/+$/, ''), filesUrl: filesUrl.replace(/\/+$/, ''), credentials: keys }
  const first = await openConnection({ ...address, patienceSeconds: firstSeconds }, {})
  await explained(() => first.api.users.get_current_user({}, { signal }))
  const connection = await openConnection({ ...address, patienceSeconds }, {})
  const read = async <T>(call: (api: Api) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      signal.throwIfAborted()
      try {
        return await explained(() => call(connection.api))
      } catch (error) {
        if (!isFault(error) || tries === mostTries) throw error
        await sleep(backOffMs(tries, { firstMs: 500, longestMs: 30_000 }), undefined, { signal })
      }
    }
  }
  const info = await read((api) => api.server.info({}))
  return { connection, id: info.uid === '' || info.uid === undefined ? address.url : info.uid, read }
}

/** Whether the server had a fault, or a proxy before it, so that a repeat may succeed. */
function isFault(error: unknown): boolean {
  const cause = error instanceof CommandFailed ? error.cause : error
  return isApiError(cause) && cause.status >= 500
}

/** Makes a call of the other server, and words its refusals for the user: errors of ClearML's server have no code of ours, only a message. */
async function explained<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (isApiError(error) && error.status === 401)
      throw new CommandFailed(`The other server does not accept the key. Check --key and --secret.`, { cause: error })
    if (!isApiError(error, 'not_this_server')) throw error
    const answer = String(error.details['answer'] ?? error.message)
    throw new CommandFailed(`The other server refused (${error.status}): ${answer}. Check the address: it must be that of the API.`, {
      cause: error,
    })
  }
}

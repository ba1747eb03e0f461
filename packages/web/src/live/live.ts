import { useEffect, useSyncExternalStore } from 'react'
import { queryClient } from '../api/query-client.ts'
import { connect } from './connect.ts'
import { Gathered } from './gathered.ts'
import { pageStart } from './page-start.ts'

export type LiveState = 'connecting' | 'live' | 'lost'

let state: LiveState = 'connecting'
/** When the state became what it is. */
let since = Date.now()
const listeners = new Set<() => void>()

function setState(next: LiveState): void {
  if (next !== state) since = Date.now()
  state = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useLiveState(): { readonly state: LiveState; readonly since: number } {
  return { state: useSyncExternalStore(subscribe, () => state), since }
}

/**
 * The name by which queries subscribe to a change. Load and metrics have their own names, because they change often and few queries read them.
 */
function nameOf(entity: string, kind: string): string {
  if (kind === 'load') return `${entity}-load`
  return kind === 'metrics' ? kind : entity
}

/** Follows the change stream while the page is open, and reads those queries again that read what changed. */
export function useLive(): void {
  useEffect(() => {
    const gathered = new Gathered(queryClient)
    const leave = connect(pageStart, (message) => {
      if ('state' in message) setState(message.state === 'open' ? 'live' : message.state)
      else if ('missed' in message) gathered.addAnything()
      else if (message.change.entity === 'resync') gathered.addAnything()
      else {
        const { entity, id, kind, project } = message.change
        const what = nameOf(entity, kind)
        gathered.add(what, `${what}:${id}`, ...(project ? [`project:${project}:${what}`] : []))
      }
    })
    return () => {
      leave()
      gathered.drop()
    }
  }, [])
}

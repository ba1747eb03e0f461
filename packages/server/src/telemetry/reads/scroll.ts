import { Refusal } from '../thread/refusal.ts'

/** Writes a scroll's state into its id, so that the scroll outlives the server and takes no memory. */
export function writeScroll(kind: string, state: unknown): string {
  return Buffer.from(JSON.stringify([kind, state])).toString('base64url')
}

/** Reads the state from a scroll's id. Refuses an id of another kind, or whose state `check` rejects. */
export function readScroll<State>(kind: string, id: string, check: (state: unknown) => state is State): State {
  const state = stateOfScroll(kind, id)
  if (!check(state)) throw new Refusal('invalid_scroll')
  return state
}

/** The state in a scroll's id; undefined for an id of another kind, and for a malformed id. */
export function stateOfScroll(kind: string, id: string): unknown {
  const [found, state] = decode(id) ?? []
  return found === kind ? state : undefined
}

/** Whether a text is the id of a scroll, of whatever kind. */
export function isScroll(id: string): boolean {
  return decode(id)?.length === 2
}

function decode(id: string): readonly unknown[] | undefined {
  try {
    const value = JSON.parse(Buffer.from(id, 'base64url').toString()) as unknown
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

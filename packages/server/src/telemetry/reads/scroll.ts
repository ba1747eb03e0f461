import { Refusal } from '../thread/refusal.ts'

/** Writes a scroll's state into its id, so that the scroll outlives the server and takes no memory. */
export function writeScroll(kind: string, state: unknown): string {
  return Buffer.from(JSON.stringify([kind, state])).toString('base64url')
}

/** Reads the state from a scroll's id. Refuses an id of another kind, or whose state `check` rejects. */
export function readScroll<State>(kind: string, id: string, check: (state: unknown) => state is State): State {
  const [found, state] = decode(id)
  if (found !== kind || !check(state)) throw new Refusal('invalid_scroll')
  return state
}

/** Whether a text is the id of a scroll, of whatever kind. */
export function isScroll(id: string): boolean {
  try {
    return decode(id).length === 2
  } catch {
    return false
  }
}

function decode(id: string): readonly unknown[] {
  try {
    const value = JSON.parse(Buffer.from(id, 'base64url').toString()) as unknown
    return Array.isArray(value) ? value : []
  } catch {
    throw new Refusal('invalid_scroll')
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

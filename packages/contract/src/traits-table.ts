import type { Action, ActionName } from './action.ts'
import type { contract } from './index.ts'

/** What a client needs to know of an action to send it, without the action's schemas: `traits.ts` lists it for each action. */
export interface Traits extends Pick<Action, 'repeat' | 'form' | 'faultPoint'> {
  /** The field of the request with the number of seconds for which the server may delay its answer, and its default. */
  readonly waits?: { readonly field: string; readonly seconds: number }
}
export type TraitsTable = Readonly<Record<ActionName<typeof contract>, Traits>>

import { traits } from './traits.ts'
import type { Traits } from './traits-table.ts'

/** The newest version of ClearML's API that Clearway speaks. */
export const apiVersion = '2.34'

/** The traits of an action; undefined if no action has that name. */
export function traitsOf(action: string): Traits | undefined {
  return Object.hasOwn(traits, action) ? traits[action as keyof typeof traits] : undefined
}

/** Whether a call may be sent again although the server may have carried out the first one. */
export function mayRepeat(action: string): boolean {
  const repeat = traitsOf(action)?.repeat
  return repeat === 'safe' || repeat === 'recorded'
}

/** For how many seconds a request allows the server to delay its answer. */
export function waitSecondsOf(action: string, input: unknown): number {
  const { waits } = traitsOf(action) ?? {}
  if (waits === undefined) return 0
  const given = (input as Readonly<Record<string, unknown>> | undefined)?.[waits.field]
  return typeof given === 'number' ? given : waits.seconds
}

type WithFaultPoint<T> = { readonly [K in keyof T]: T[K] extends { readonly faultPoint: true } ? K : never }[keyof T]

/** The actions at whose commit a test can kill the server. */
export const actionsWithFaultPoint = Object.entries<Traits>(traits)
  .filter(([, { faultPoint }]) => faultPoint === true)
  .map(([name]) => name) as WithFaultPoint<typeof traits>[]

/** How often the change stream sends a comment while nothing changes, so that both ends notice a dead connection. In milliseconds. */
export const streamCommentMs = 15_000

import type { Action } from '@clearway/contract'

/** The fields of a request that its action declares: clients send others too. */
export function declaredFields<T extends object>(action: Pick<Action, 'request'>, request: T): T {
  const { properties = {} } = action.request as { properties?: object }
  return Object.fromEntries(Object.entries(request).filter(([name]) => Object.hasOwn(properties, name))) as T
}

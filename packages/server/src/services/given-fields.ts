import type { Action } from '@clearway/contract'

/** The values that a request gives, without those that it leaves out, as its answer repeats them. */
export function givenFields(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

/** The fields of a request that its action declares: clients send others too. */
export function declaredFields<T extends object>(action: Pick<Action, 'request'>, request: T): T {
  const { properties = {} } = action.request as { properties?: object }
  return Object.fromEntries(Object.entries(request).filter(([name]) => Object.hasOwn(properties, name))) as T
}

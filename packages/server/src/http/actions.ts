import { type Action, contract } from '@clearway/contract'
import { Compile, type Validator } from 'typebox/compile'
import type { Context } from '../context.ts'
import { lazily } from '../lazily.ts'
import { services } from '../services/index.ts'
import { defined } from '../defined.ts'

type AnyHandler = (input: unknown, ctx: Context) => Promise<object>

export interface MountedAction {
  /** The name in the path: `tasks.enqueue`. */
  readonly name: string
  readonly action: Action
  readonly handler: AnyHandler
  readonly request: () => Validator
  readonly response: () => Validator
}

/** Every action of the contract and its handler, by name. */
export function mountedActions(): ReadonlyMap<string, MountedAction> {
  const mounted = new Map<string, MountedAction>()
  for (const [service, actions] of Object.entries(contract))
    for (const [name, action] of Object.entries<Action>(actions)) {
      const handlers = services[service as keyof typeof services] as unknown as Readonly<Record<string, AnyHandler>>
      mounted.set(`${service}.${name}`, {
        name: `${service}.${name}`,
        action,
        handler: defined(handlers[name]),
        // Compiled at their first use, because a server that has just started needs few of its validators.
        request: lazily(() => Compile(action.request)),
        response: lazily(() => Compile(action.response)),
      })
    }
  return mounted
}

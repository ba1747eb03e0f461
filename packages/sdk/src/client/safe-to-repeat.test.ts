import { contract } from '@clearway/contract'
import { expect, test } from 'vitest'
import { isSafeToRepeat } from './safe-to-repeat.ts'

const actions = Object.entries(contract).flatMap(([service, all]) =>
  Object.entries(all).map(([name, action]) => ({ name: `${service}.${name}`, action })),
)

test('what the contract marks as repeatable is repeated', () => {
  const marked = actions.filter(({ action }) => action.repeatable === true).map(({ name }) => name)
  expect(marked.filter((name) => !isSafeToRepeat(name))).toEqual([])
})

test('what reads is repeated, and no action by which a second sending could undo what came between', () => {
  expect(actions.filter(({ action, name }) => action.access === 'viewer' && !isSafeToRepeat(name)).map(({ name }) => name)).toEqual([
    'auth.logout',
  ])
  expect(
    actions
      .filter(
        ({ name }) =>
          /\.(delete|reset|dequeue|append|claim|get_next_task|move_|remove_|hand_back|revoke)/.test(name) && isSafeToRepeat(name),
      )
      .map(({ name }) => name),
  ).toEqual([])
})

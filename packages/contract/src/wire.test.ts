import { expect, test } from 'vitest'
import { type Action, contract } from './index.ts'
import { mayRepeat, waitSecondsOf } from './wire.ts'

const actions = Object.entries(contract).flatMap(([service, all]) =>
  Object.entries<Action>(all).map(([name, action]) => ({ name: `${service}.${name}`, action })),
)
const namesOf = (wanted: (each: (typeof actions)[number]) => boolean): string[] => actions.filter(wanted).map(({ name }) => name)

test('actions that read are repeated, and none whose repetition could undo a change made in between', () => {
  expect(namesOf(({ action, name }) => action.access === 'viewer' && !mayRepeat(name))).toEqual(['auth.logout', 'login.logout'])
  expect(
    namesOf(
      ({ name }) => /\.(delete|reset|dequeue|append|claim|get_next_task|move_|remove_|hand_back|revoke)/.test(name) && mayRepeat(name),
    ),
  ).toEqual([])
})

test('an action that no contract names is not repeated and does not wait', () => {
  expect([mayRepeat('tasks.unheard_of'), mayRepeat('toString'), waitSecondsOf('tasks.unheard_of', { wait: 5 })]).toEqual([false, false, 0])
})

test('every request with a field `wait` declares it', () => {
  const fieldsOf = ({ request }: Action): object => (request as { readonly properties?: object }).properties ?? {}
  expect(namesOf(({ action }) => 'wait' in fieldsOf(action) && action.waits !== 'wait')).toEqual([])
})

test('a wait is the one that the request asks for, or its default', () => {
  expect([waitSecondsOf('tasks.wait', { tasks: [] }), waitSecondsOf('tasks.wait', { tasks: [], timeout: 3 })]).toEqual([25, 3])
  expect([waitSecondsOf('workers.claim', undefined), waitSecondsOf('workers.renew', {}), waitSecondsOf('tasks.stop', {})]).toEqual([
    20, 0, 0,
  ])
})

test('only answers of writes are recorded', () => {
  expect(namesOf(({ action }) => action.repeat === 'recorded' && action.access === 'viewer')).toEqual([])
  expect(namesOf(({ action }) => action.faultPoint === true && action.access === 'viewer')).toEqual([])
})

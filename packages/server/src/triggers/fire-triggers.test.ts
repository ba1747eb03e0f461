import { database } from '@clearway/testkit'
import { expect } from 'vitest'
import { connectTo, type TestDatabase } from '../../test/database.ts'
import { addModel, addProject, addTask } from '../../test/rows.ts'
import { addTrigger, fireDeps, test } from '../../test/schedule-test.ts'
import { transact } from '../db/connection/transaction.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { deleteTrigger } from '../db/tables/triggers.ts'
import { fireTriggers } from './fire-triggers.ts'
import { updateTrigger } from './update.ts'

const start = { task: 'base', queue: 'q1' }
const run = (target: TestDatabase) => fireTriggers(fireDeps(target))
const fires = ({ db }: TestDatabase) =>
  db.selectFrom('trigger_fire').select(['trigger', 'source', 'kind', 'value', 'outcome', 'task', 'reason']).orderBy('seq').execute()
const moveTo = ({ db }: TestDatabase, id: string, status: 'completed' | 'failed' | 'in_progress') =>
  db.updateTable('task').set({ status }).where('id', '=', id).execute()
const setTags = ({ scope }: TestDatabase, owner: 'task' | 'model', id: string, tags: readonly string[]) =>
  transact(scope, (tx) => replaceTags(tx, owner, id, { tags }))

test('a status starts the task once, with what triggered it among its parameters', async ({ target }) => {
  await addProject(target, { id: 'p1', name: 'ml/vision' })
  await addTask(target, { id: 'a', name: 'train a', project: 'p1' })
  const parameters = { source: '${trigger.id}', 'General/text': '${trigger.name} in ${trigger.project} is ${trigger.event}' }
  await addTrigger(target, {
    name: 'after',
    entity: 'task',
    statuses: ['completed', 'failed'],
    project: 'ml',
    start: { ...start, parameters },
  })
  await moveTo(target, 'a', 'in_progress')
  await run(target)
  expect(await fires(target)).toEqual([])
  await moveTo(target, 'a', 'completed')
  await moveTo(target, 'a', 'completed')
  await Promise.all([run(target), run(target)])
  const [fire, ...others] = await fires(target)
  expect(others).toEqual([])
  expect(fire).toMatchObject({ source: 'a', kind: 'status', value: 'completed', outcome: 'started' })
  const params = await target.db
    .selectFrom('task_param')
    .select(['name', 'value'])
    .where('task', '=', fire!.task!)
    .orderBy('name')
    .execute()
  expect(params).toEqual([
    { name: 'source', value: 'a' },
    { name: 'text', value: 'train a in ml/vision is completed' },
  ])
})

test('a trigger that cannot be read keeps no other from its events', async ({ target }) => {
  await addTask(target, { id: 'a' })
  const broken = await addTrigger(target, { name: 'broken', entity: 'task', statuses: ['completed'], start })
  await addTrigger(target, { name: 'whole', entity: 'task', statuses: ['completed'], start })
  await target.db.updateTable('trigger').set({ condition: 'null' }).where('id', '=', broken).execute()
  await moveTo(target, 'a', 'completed')
  await expect(run(target)).rejects.toThrow('null')
  expect((await fires(target)).map(({ trigger, outcome }) => `${trigger === broken ? 'broken' : 'whole'} ${outcome}`).toSorted()).toEqual([
    'broken null',
    'whole started',
  ])
})

test('the other conditions must hold', async ({ target }) => {
  const conditions = [
    ['another project', { project: 'm' }],
    ['the project above', { project: 'ml' }],
    ['a name that does not match', { name_pattern: '^test' }],
    ['a name that matches', { name_pattern: 'ain$' }],
    ['another type', { types: ['testing'] }],
    ['a tag that it has', { required_tags: ['x'] }],
    ['a tag that it lacks', { required_tags: ['x', 'y'] }],
  ] as const
  await addProject(target, { id: 'p1', name: 'ml/vision' })
  await addTask(target, { id: 'a', name: 'train', project: 'p1', tags: ['x'] })
  const names = new Map<string, string>()
  for (const [name, condition] of conditions)
    names.set(await addTrigger(target, { name, entity: 'task', statuses: ['completed'], ...(condition as object), start }), name)
  await moveTo(target, 'a', 'completed')
  await run(target)
  expect((await fires(target)).map(({ trigger }) => names.get(trigger))).toEqual([
    'the project above',
    'a name that matches',
    'a tag that it has',
  ])
})

test('a tag starts the task when it is added, and not when it stays', async ({ target }) => {
  await addTask(target, { id: 'a', tags: ['old'] })
  await addModel(target, { id: 'm' })
  await addTrigger(target, { name: 'tasks', entity: 'task', tags: ['old', 'new'], start })
  await addTrigger(target, { name: 'models', entity: 'model', tags: ['new'], start })
  await setTags(target, 'task', 'a', ['old'])
  await setTags(target, 'task', 'a', ['old', 'new'])
  await setTags(target, 'model', 'm', ['new', 'other'])
  await setTags(target, 'model', 'm', ['other', 'new'])
  await run(target)
  expect((await fires(target)).map(({ source, value, outcome }) => [source, value, outcome])).toEqual([
    ['a', 'new', 'started'],
    ['m', 'new', 'started'],
  ])
})

test('a model starts the task when it is created and when it is published', async ({ target }) => {
  await addTrigger(target, { name: 'models', entity: 'model', statuses: ['created', 'published'], start })
  await addModel(target, { id: 'm' })
  await target.db.updateTable('model').set({ ready: 1 }).where('id', '=', 'm').execute()
  await target.db.updateTable('model').set({ ready: 1 }).where('id', '=', 'm').execute()
  await addModel(target, { id: 'ready', ready: 1 })
  await run(target)
  expect((await fires(target)).map(({ source, value }) => `${source} ${value}`).toSorted()).toEqual([
    'm created',
    'm published',
    'ready created',
    'ready published',
  ])
})

test('what happens during a pause starts nothing, also later', async ({ target }) => {
  for (const id of ['a', 'b']) await addTask(target, { id })
  const id = await addTrigger(target, { name: 'paused', entity: 'task', statuses: ['completed'], start, enabled: false })
  const setEnabled = (enabled: boolean) => transact({ ...target.scope, user: { id: 'u1' } }, (tx) => updateTrigger(tx, id, { enabled }))
  await moveTo(target, 'a', 'completed')
  await setEnabled(true)
  await moveTo(target, 'b', 'completed')
  await setEnabled(false)
  await run(target)
  expect((await fires(target)).map(({ source }) => source)).toEqual(['b'])
  await transact(target.scope, (tx) => deleteTrigger(tx, id))
  expect([await fires(target), await target.db.selectFrom('trigger_watch').selectAll().execute()]).toEqual([[], []])
})

test('a trigger does not fire for what it started, nor for what that started, nor in a circle of triggers', async ({ target }) => {
  const one = await addTrigger(target, { name: 'one', entity: 'task', statuses: ['completed'], name_pattern: 'base$|^a', start })
  const two = await addTrigger(target, {
    name: 'two',
    entity: 'task',
    statuses: ['completed'],
    name_pattern: 'base$',
    start: { ...start, task: 'base2' },
  })
  const three = await addTrigger(target, { name: 'three', entity: 'task', statuses: ['completed'], name_pattern: 'base2$', start })
  await addTask(target, { id: 'a', name: 'a task' })
  await moveTo(target, 'a', 'completed')
  await run(target)
  for (let round = 0; round < 6; round += 1) {
    const started = await fires(target)
    for (const { task } of started) if (task !== null) await moveTo(target, task, 'completed')
    await run(target)
  }
  const names = new Map([
    [one, 'one'],
    [two, 'two'],
    [three, 'three'],
  ])
  expect((await fires(target)).map(({ trigger, outcome, reason }) => [names.get(trigger), outcome, reason])).toEqual([
    ['one', 'started', ''],
    ['one', 'skipped', 'it came of what this trigger itself started'],
    ['two', 'started', ''],
    ['three', 'started', ''],
    ['one', 'skipped', 'it came of what this trigger itself started'],
    ['two', 'skipped', 'it came of what this trigger itself started'],
  ])
  // A task that the started one made counts as its work.
  const [first] = await fires(target)
  await addTask(target, { id: 'step', name: 'a step', maker: first!.task })
  await moveTo(target, 'step', 'completed')
  await run(target)
  expect((await fires(target)).at(-1)).toMatchObject({ source: 'step', outcome: 'skipped' })
})

test('what cannot be started is recorded with the reason', async ({ target }) => {
  await addTask(target, { id: 'a' })
  await addTrigger(target, { name: 'broken', entity: 'task', statuses: ['failed'], start: { task: 'base', queue: 'q1' } })
  await target.db.deleteFrom('queue').execute()
  await moveTo(target, 'a', 'failed')
  await run(target)
  expect(await fires(target)).toMatchObject([
    { outcome: 'failed', task: null, reason: expect.stringContaining('queue_not_found') as string },
  ])
})

// Only PostgreSQL is shared between servers.
test.runIf(database.name === 'postgres')('several servers at once fire each event once', async ({ target }) => {
  await addTrigger(target, { name: 'each', entity: 'task', statuses: ['completed'], name_pattern: '^n', start })
  for (let n = 0; n < 10; n += 1) await addTask(target, { id: `n${n}`, name: `n${n}` })
  for (let n = 0; n < 10; n += 1) await moveTo(target, `n${n}`, 'completed')
  const other = connectTo(target)
  try {
    await Promise.all([target.db, other].map((db) => fireTriggers(fireDeps({ scope: { ...target.scope, db } }))))
  } finally {
    await other.destroy()
  }
  expect((await fires(target)).map(({ outcome }) => outcome)).toEqual(Array.from({ length: 10 }, () => 'started'))
  expect(await target.db.selectFrom('queue_entry').select('task').execute()).toHaveLength(10)
})

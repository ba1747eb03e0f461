import type { Insertable } from 'kysely'
import { transact } from '../src/db/connection/transaction.ts'
import type { AttemptTable, ModelTable, ProjectTable, QueueTable } from '../src/db/schema.ts'
import { draftRow } from '../src/db/tables/draft.ts'
import { replaceTags } from '../src/db/tables/tags.ts'
import type { TaskTable } from '../src/db/task-columns.ts'
import type { TestDatabase } from './database.ts'

type Given<T> = Partial<Insertable<T>> & { readonly id: string }
type Tagged<T> = Given<T> & { readonly tags?: readonly string[]; readonly system_tags?: readonly string[] }
type Target = Pick<TestDatabase, 'db' | 'scope'>

const created = { company: 'acme', user: 'u1', created: 1, last_update: 1, rev: 1 }
const emptyTask = { script: '{}', execution: '{}', output: '{}', container: '{}', runtime: '{}', models: '{}', resources: '{}' }

/** Adds a draft, but for the given columns. */
export async function addTask({ db, scope }: Target, { tags, system_tags, ...task }: Tagged<TaskTable>): Promise<void> {
  const parts = { name: `task ${task.id}`, type: 'training' as const, project: null, parent: null, comment: '' }
  const draft = draftRow({ id: task.id, company: 'acme', user: 'u1', maker: null, at: 1 }, { ...emptyTask, ...parts })
  await db
    .insertInto('task')
    .values({ ...draft, ...task })
    .execute()
  await transact({ ...scope, company: task.company ?? 'acme' }, (tx) => replaceTags(tx, 'task', task.id, { tags, system_tags }))
}

export async function addProject(
  { db, scope }: Target,
  { tags, system_tags, ...project }: Tagged<ProjectTable> & { readonly name: string },
): Promise<void> {
  const basename = project.name.split('/').at(-1)!
  await db
    .insertInto('project')
    .values({ ...created, basename, parent: null, description: '', default_output_destination: null, ...project })
    .execute()
  await transact(scope, (tx) => replaceTags(tx, 'project', project.id, { tags, system_tags }))
}

export async function addUser({ db }: Target, user: { readonly id: string; readonly name: string }): Promise<void> {
  await db
    .insertInto('user')
    .values({ company: 'acme', role: 'user', password: null, listed: 1, preferences: '{}', created: 1, ...user })
    .execute()
}

export async function addModel({ db, scope }: Target, { tags, system_tags, ...model }: Tagged<ModelTable>): Promise<void> {
  await db
    .insertInto('model')
    .values({
      ...created,
      project: null,
      task: null,
      parent: null,
      name: `model ${model.id}`,
      comment: '',
      uri: '',
      framework: '',
      ready: 0,
      last_change: 1,
      last_iteration: 0,
      design: '{}',
      labels: '{}',
      metadata: '{}',
      ...model,
    })
    .execute()
  await transact(scope, (tx) => replaceTags(tx, 'model', model.id, { tags, system_tags }))
}

export async function addQueue(
  { db, scope }: Target,
  { tags, system_tags, ...queue }: Tagged<QueueTable> & { readonly name: string },
): Promise<void> {
  await db
    .insertInto('queue')
    .values({ ...created, display_name: null, metadata: '{}', ...queue })
    .execute()
  await transact(scope, (tx) => replaceTags(tx, 'queue', queue.id, { tags, system_tags }))
}

/** Adds an attempt of one of our agents that was lost, but for the given columns. */
export async function addAttempt(
  { db }: Target,
  attempt: Partial<Insertable<AttemptTable>> & { readonly task: string; readonly number: number },
): Promise<void> {
  await db
    .insertInto('attempt')
    .values({
      id: `${attempt.task}-${attempt.number}`,
      company: 'acme',
      worker: 'agent:0',
      agent: 'agent',
      boot: null,
      kind: 'own',
      lane: 'step',
      slot: 0,
      state: 'ended',
      queue: 'q',
      claimed: 0,
      started: 0,
      ended: 0,
      confirm_by: null,
      lease_until: null,
      session: null,
      ended_as: 'lost',
      exit_code: null,
      begin_iteration: 0,
      reason: '',
      ...attempt,
    })
    .execute()
}

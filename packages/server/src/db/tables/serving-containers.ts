import { sql, type SqlBool } from 'kysely'
import type { Actor, Clock, Reader, Tx } from '../../scope.ts'
import type { ServingContainerTable } from '../schema.ts'
import { json } from '../sql/json.ts'

export interface ContainerReport {
  readonly id: string
  readonly url: string | null
  readonly description: Readonly<Record<string, unknown>>
  readonly timeout?: number | undefined
  /** What it has served; undefined at its registration. */
  readonly served?: Pick<ServingContainerTable, 'uptime' | 'requests' | 'requests_min' | 'latency'>
}

/** Adds a container of the user, or replaces what it has reported before. */
export async function reportContainer(
  { db, company, user, now, tick }: Actor,
  { id, url, description, timeout, served }: ContainerReport,
): Promise<void> {
  const at = now()
  const times = { last_report: at, seen: tick(), ...(served === undefined ? { registered: at } : {}) }
  const set = { url, description: json(description), ...times, ...served, ...(timeout === undefined ? {} : { timeout }) }
  await db
    .insertInto('serving_container')
    .values({ id, company, user: user.id, uptime: 0, requests: 0, requests_min: 0, latency: 0, timeout: 600, registered: at, ...set })
    .onConflict((c) => c.columns(['company', 'user', 'id']).doUpdateSet(set))
    .execute()
}

/** Deletes a container of the user. An unknown one is no error. */
export async function deleteContainer({ db, company, user }: Actor, id: string): Promise<void> {
  await db.deleteFrom('serving_container').where('company', '=', company).where('user', '=', user.id).where('id', '=', id).execute()
}

/** The containers that have reported within their time-outs, in the order of their ids. */
export async function listContainers({ db, company, tick }: Reader & Clock) {
  return db
    .selectFrom('serving_container')
    .selectAll()
    .where('company', '=', company)
    .where(isListed(tick()))
    .orderBy('id')
    .orderBy('user')
    .execute()
}

/** Deletes the containers that no longer report, over all companies. */
export async function deleteGoneContainers({ db, tick }: Tx): Promise<void> {
  await db
    .deleteFrom('serving_container')
    .where(sql<SqlBool>`not ${isListed(tick())}`)
    .execute()
}

const isListed = (tick: number) => sql<SqlBool>`(seen + timeout * 1000 >= ${tick})`

import { sql } from 'kysely'
import type { Actor } from '../../scope.ts'
import type { CloneOverrides } from './clone-overrides.ts'
import { replaceTags } from './tags.ts'
import { paramsOf, writeArtifacts, writeConfigs, writeParams } from './task-parts.ts'

/** Gives a clone the tags, parameters, configurations and input artifacts of its original, but for what is overridden. */
export async function cloneParts(
  actor: Actor,
  { from, to }: { readonly from: string; readonly to: string },
  { artifacts, merged, whole, tags }: CloneOverrides,
): Promise<void> {
  await copySideTables(actor, from, to)
  if (artifacts === undefined) await copyInputArtifacts(actor, from, to)
  else {
    const inputs = artifacts.filter(({ mode }) => mode === 'input')
    await writeArtifacts(actor, to, inputs, null)
  }
  for (const [{ hyperparams, configuration }, how] of [[merged, 'merge'] as const, [whole, 'all'] as const]) {
    if (hyperparams !== undefined) await writeParams(actor, to, paramsOf(hyperparams), how)
    if (configuration !== undefined) await writeConfigs(actor, to, configuration, how)
  }
  await replaceTags(actor, 'task', to, tags)
}

async function copySideTables({ db }: Actor, from: string, to: string): Promise<void> {
  const left = ['development', 'archived', 'hidden']
  await sql`insert into task_tag (task, company, kind, tag) select ${to}, company, kind, tag from task_tag where task = ${from} and not (kind = 'system_tags' and tag in (${sql.join(left)}))`.execute(
    db,
  )
  await sql`insert into task_param (task, company, section, name, value, num, type, description) select ${to}, company, section, name, value, num, type, description from task_param where task = ${from}`.execute(
    db,
  )
  await sql`insert into task_config (task, company, name, value, type, description) select ${to}, company, name, value, type, description from task_config where task = ${from}`.execute(
    db,
  )
}

async function copyInputArtifacts({ db }: Actor, from: string, to: string): Promise<void> {
  await sql`insert into task_artifact (task, company, key, mode, type, uri, file, content_size, hash, timestamp, type_data, display_data, attempt)
    select ${to}, company, key, mode, type, uri, file, content_size, hash, timestamp, type_data, display_data, null from task_artifact where task = ${from} and mode = 'input'`.execute(
    db,
  )
}

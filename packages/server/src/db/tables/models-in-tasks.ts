import { type RawBuilder, sql } from 'kysely'
import type { Actor, Reader } from '../../scope.ts'
import { dialectOf } from '../connection/dialect.ts'
import { inList } from '../sql/in-list.ts'
import { editTask } from './tasks.ts'

/** The prefix of a deleted model's id where a task lists it, as in ClearML server 2.3.0. */
const deletedPrefix = '__DELETED__'

type ModelMode = 'input' | 'output'

/** The company's tasks that use one of the models as an input, each with that model. */
export async function inputUses({ db, company }: Reader, models: readonly string[]): Promise<readonly { task: string; model: string }[]> {
  const dialect = dialectOf(db)
  // The condition on `models` must equal that of the index `task_company_with_inputs`.
  const [items, model, hasInputs] =
    dialect === 'postgres'
      ? [sql`jsonb_array_elements(models -> 'input') as used(value)`, sql<string>`used.value ->> 'model'`, hasInputsPostgres]
      : [sql`json_each(models, '$.input') as used`, sql<string>`json_extract(used.value, '$.model')`, hasInputsSqlite]
  const { rows } = await sql<{ task: string; model: string }>`
    select with_inputs.id as task, ${model} as model from (select id, models from task where company = ${company} and ${hasInputs}) as with_inputs, ${items}
    where ${inList(model, models, dialect)}`.execute(db)
  return rows
}

const hasInputsPostgres = sql`jsonb_typeof(models -> 'input') = 'array' and models -> 'input' <> '[]'`
const hasInputsSqlite = sql`case when json_valid(models) then json_array_length(models, '$.input') > 0 else 0 end`

/** Marks a model as deleted in the models of a task. */
export async function markModelDeleted(tx: Actor, task: string, mode: ModelMode, model: string): Promise<void> {
  await editTask(tx, { id: task }, { models: withDeletedModel(tx, mode, model) })
}

/** Removes a model from the output models of a task. */
export async function removeOutputModel(tx: Actor, task: string, model: string): Promise<void> {
  await editTask(tx, { id: task }, { models: withoutOutputModel(tx, model) })
}

/** The new `models` of a task that lists a deleted model: the model's id gets the prefix. */
function withDeletedModel({ db }: Reader, mode: ModelMode, model: string): RawBuilder<string> {
  const marked = `${deletedPrefix}${model}`
  return dialectOf(db) === 'postgres'
    ? sql`jsonb_set(models, ${`{${mode}}`}::text[], coalesce((
        select jsonb_agg(case when value ->> 'model' = ${model} then jsonb_set(value, '{model}', to_jsonb(${marked}::text)) else value end order by position)
        from jsonb_array_elements(models -> ${mode}::text) with ordinality as one(value, position)), '[]'::jsonb))`
    : sql`json_set(models, ${`$.${mode}`}, (
        select json_group_array(json(case when json_extract(value, '$.model') = ${model} then json_set(value, '$.model', ${marked}) else value end))
        from json_each(models, ${`$.${mode}`})))`
}

/** The new `models` of a task, without an output model. */
function withoutOutputModel({ db }: Reader, model: string): RawBuilder<string> {
  return dialectOf(db) === 'postgres'
    ? sql`jsonb_set(models, '{output}', coalesce((
        select jsonb_agg(value order by position) from jsonb_array_elements(models -> 'output') with ordinality as one(value, position)
        where value ->> 'model' is distinct from ${model}), '[]'::jsonb))`
    : sql`json_set(models, '$.output', (
        select json_group_array(json(value)) from json_each(models, '$.output') where json_extract(value, '$.model') is not ${model}))`
}

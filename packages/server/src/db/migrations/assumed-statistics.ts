import { type Kysely, sql } from 'kysely'

/** For each index: its rows, then the rows for each value of its first column, of its first two, and so on, in a team with 200,000 tasks. */
const statistics: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  task: {
    sqlite_autoindex_task_1: '200000 1',
    task_by_company_last_update_id: `200000 200000${' 1'.repeat(18)}`,
    task_by_company_created_id: '200000 200000 1 1',
    task_by_company_status_last_update_id: '200000 200000 30000 1 1',
    task_by_company_project_last_update_id: '200000 200000 1000 1 1',
    task_by_company_type_last_update_id: '200000 200000 60000 1 1',
    task_by_company_user_last_update_id: '200000 200000 10000 1 1',
    task_by_company_name_id: '200000 200000 3 1',
    task_by_company_started_id: '200000 200000 1 1',
    task_by_company_active_duration_id_ran: '150000 150000 1 1',
    task_by_parent_status: '200000 30 15',
    task_by_job_hash: '200000 2',
  },
  task_words: { sqlite_autoindex_task_words_1: '200000 1' },
  task_tag: { sqlite_autoindex_task_tag_1: '300000 2 2 1', task_tag_by_company_kind_tag_task: '300000 300000 150000 3000 1' },
  task_param: {
    sqlite_autoindex_task_param_1: '2000000 10 8 1',
    task_param_by_company_section_name_value_task: '2000000 2000000 1000000 20000 100 1',
    task_param_by_company_section_name_num_task: '2000000 2000000 1000000 20000 100 1',
  },
  task_config: { sqlite_autoindex_task_config_1: '100000 1 1' },
  task_metric: {
    sqlite_autoindex_task_metric_1: '2000000 20 3 1',
    task_metric_by_company_metric_hash_variant_hash_value_task: '2000000 2000000 60000 20000 2 1',
    task_metric_by_company_metric_hash_variant_hash_min_value_task: '2000000 2000000 60000 20000 2 1',
    task_metric_by_company_metric_hash_variant_hash_max_value_task: '2000000 2000000 60000 20000 2 1',
  },
  task_artifact: { sqlite_autoindex_task_artifact_1: '300000 2 1 1' },
  project: { sqlite_autoindex_project_1: '500 1', project_by_company_name: '500 500 1', project_by_parent: '500 10' },
  project_tag: { sqlite_autoindex_project_tag_1: '200 1 1 1', project_tag_by_company_kind_tag_project: '200 200 100 40 1' },
  model: {
    sqlite_autoindex_model_1: '50000 1',
    model_by_company_last_update_id: '50000 50000 1 1',
    model_by_company_project: '50000 50000 250',
    model_by_task: '50000 2',
    model_by_company_uri: '50000 50000 2',
  },
  model_tag: { sqlite_autoindex_model_tag_1: '50000 1 1 1', model_tag_by_company_kind_tag_model: '50000 50000 25000 1000 1' },
}

/**
 * Gives SQLite's planner the statistics of large tables, whatever the tables hold. Without statistics it follows the order's index through all rows
 * where a name or a tag would find few; and measured statistics would change plans during operation.
 */
export async function assumeStatistics(db: Kysely<unknown>): Promise<void> {
  await sql`analyze`.execute(db)
  await sql`delete from sqlite_stat1`.execute(db)
  for (const [table, indexes] of Object.entries(statistics))
    for (const [index, stat] of Object.entries(indexes))
      await sql`insert into sqlite_stat1 (tbl, idx, stat) values (${table}, ${index}, ${stat})`.execute(db)
  await sql`analyze sqlite_schema`.execute(db)
}

import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { clientOf, startServerProcess } from '@clearway/testkit'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { type Measure, percentile, timed } from './measure.ts'

const count = 200_000

/** A page of 500 with names joined, out of 200,000 tasks: by status and time, by tag, by name, by parameter. */
export const listing: Measure = {
  name: 'listing',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clearway-bench-'))
    const database = { url: '', folder, [Symbol.asyncDispose]: () => Promise.resolve() }
    try {
      await (await startServerProcess(database))[Symbol.asyncDispose]()
      fill(join(folder, 'clearway.db'))
      await using server = await startServerProcess(database, { settings: { strict: false } })
      const api = clientOf(server.connection)
      const only_fields = [
        'id',
        'name',
        'type',
        'status',
        'user.name',
        'project.name',
        'tags',
        'system_tags',
        'last_update',
        'last_iteration',
      ]
      const lists = {
        'newest that are not archived': { system_tags: ['-archived'], order_by: ['-last_update'] },
        'by status and type': { status: ['completed', 'failed'], type: ['training'], order_by: ['-last_update'] },
        'by tag': { tags: ['tag7'], order_by: ['-last_update'] },
        'by part of the name': { name: 'run 1999', order_by: ['-last_update'] },
        'by a parameter’s value': { order_by: ['-hyperparams.Args.lr'] },
      }
      const figures = []
      for (const [name, request] of Object.entries(lists)) {
        const list = () => api.tasks.get_all_ex({ ...request, only_fields, page_size: 500 })
        await list() // Threads and caches are warm from here on.
        const times: number[] = []
        for (let n = 0; n < 20; n += 1) times.push((await timed(list)).milliseconds)
        figures.push({ name: `get_all_ex, 200,000 tasks, ${name}, p95`, value: percentile(times, 0.95), unit: 'ms', budget: 100 })
      }
      return figures
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

/** Straight into the tables: only reading is measured. */
function fill(file: string): void {
  const db = new DatabaseSync(file)
  const numbers = `with recursive n(i) as (select 0 union all select i + 1 from n where i < ${count - 1})`
  const company = `(select id from company limit 1)`
  const user = `(select id from user limit 1)`
  db.exec(`begin;
    ${numbers} insert into task (id, company, user, project, name, type, status, status_reason, status_message, status_changed, comment, created, last_update, last_change, last_changed_by, last_iteration, stop_requested, generation, rev, script, execution, output, container, runtime, models, resources)
      select printf('%032x', i), ${company}, ${user}, null, 'experiment ' || (i % 5000) || ' run ' || i, case when i % 50 = 0 then 'controller' when i % 3 = 0 then 'data_processing' else 'training' end,
        case i % 10 when 6 then 'created' when 5 then 'stopped' when 4 then 'failed' else 'completed' end, '', '', i, '', 1700000000000 + i, 1700000000000 + (i * 7919) % ${count}, i, 'u', i % 100, 0, 1, 1,
        json_object('binary', 'python3', 'diff', hex(zeroblob(1000))), '{}', '{}', '{}', '{}', '{"input":[],"output":[]}', '{}' from n;
    ${numbers} insert into task_tag select printf('%032x', i), ${company}, 'tags', 'tag' || (i % 30) from n;
    ${numbers} insert into task_tag select printf('%032x', i), ${company}, 'system_tags', 'archived' from n where i % 8 = 0;
    ${numbers} insert into task_param (task, company, section, name, value, num, type, description) select printf('%032x', i), ${company}, 'Args', 'lr', (i % 997) / 1000.0, (i % 997) / 1000.0, 'float', null from n;
    commit`)
  db.close()
}

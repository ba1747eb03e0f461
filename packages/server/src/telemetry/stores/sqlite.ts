import { DatabaseSync } from 'node:sqlite'
import { openSqlite } from '../../db/connection/sqlite.ts'
import { ofFile } from '../../db/connection/storage-fault.ts'
import type { SampleTableName, SeriesBatch } from '../ingest/entity-batch.ts'
import { linesBeyond } from '../ingest/output-offset.ts'
import { migrateTelemetry } from '../migrations/index.ts'
import type { TelemetryTables } from '../tables.ts'
import {
  headConflict,
  logColumns,
  outputColumns,
  outputConflict,
  pointConflict,
  recordColumns,
  recordConflict,
  sampleColumns,
  sampleConflict,
  seriesColumns,
  seriesConflict,
} from './conflicts.ts'
import { logRow, type Owner, sampleRow, seriesRow, type Value } from './rows.ts'
import type { BatchWrite, EntityWrite, TelemetryStore } from './store.ts'
import type { BatchKeys } from '../telemetry.ts'
import { defined } from '../../defined.ts'

/** How many points one statement writes; more do not make it faster. */
const pointsAtOnce = 64

/** Opens the store in a SQLite file. Reads use Kysely; writes use a separate connection without Kysely, which is faster. */
export async function openSqliteStore(path: string): Promise<TelemetryStore> {
  const db = openSqlite<TelemetryTables>(path, { synchronous: 'normal' })
  await migrateTelemetry(db)
  const writer = new SqliteWriter(path)
  return {
    db,
    write: async (write) => writer.write(write),
    deleteRecords: async (which) => writer.deleteRecords(which),
    async [Symbol.asyncDispose]() {
      writer.close()
      await db.destroy()
    },
  }
}

class SqliteWriter {
  readonly #path: string
  readonly #db: DatabaseSync
  readonly #statements

  constructor(path: string) {
    this.#path = path
    this.#db = new DatabaseSync(path)
    this.#db.exec('pragma busy_timeout = 10000; pragma synchronous = normal; pragma temp_store = memory; pragma cache_size = -16000')
    const insert = (table: string, columns: readonly string[], conflict: string): string =>
      `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')}) ${conflict}`
    const point = (rows: number): string =>
      `insert into point (series, iter, ts, value, kind) values ${Array(rows).fill('(?, ?, ?, ?, ?)').join(', ')} ${pointConflict}`
    const prepare = (sql: string) => this.#db.prepare(sql)
    this.#statements = {
      series: prepare(`${insert('series', seriesColumns, seriesConflict)} returning id`),
      point: prepare(point(1)),
      points: prepare(point(pointsAtOnce)),
      head: prepare(`insert into log_head (task, company, seq) values (?, ?, ?) ${headConflict}`),
      log: prepare(insert('log', logColumns, '')),
      record: prepare(insert('batch_record', recordColumns, `${recordConflict} ?`)),
      output: prepare(insert('output_offset', outputColumns, outputConflict)),
      deleteRecords: prepare('delete from batch_record where key = ?'),
      deleteOld: prepare('delete from batch_record where created < ?'),
      deleteOldOutput: prepare('delete from output_offset where created < ?'),
      plot: prepare(insert('plot', sampleColumns, sampleConflict)),
      image: prepare(insert('image', sampleColumns, sampleConflict)),
      vector: prepare(insert('vector', sampleColumns, sampleConflict)),
    }
  }

  write(write: BatchWrite): boolean {
    const { company, batches } = write
    return this.#transact(() => {
      if (!this.#storeRecord(write)) return false
      this.#leaveOutStored(write)
      for (const { task, attempt, batch } of batches) this.#writeOne({ company, task, attempt }, batch)
      return true
    })
  }

  /** Deletes records by the writing connection as well: a write by another connection empties this one's cache, which costs a third of its speed. */
  deleteRecords(which: BatchKeys): void {
    this.#transact(() => {
      if ('createdBefore' in which) {
        this.#statements.deleteOld.run(which.createdBefore)
        this.#statements.deleteOldOutput.run(which.createdBefore)
      } else for (const key of which.keys) this.#statements.deleteRecords.run(key)
    })
  }

  #transact<T>(work: () => T): T {
    return ofFile(this.#path, () => {
      this.#db.exec('begin immediate')
      try {
        const result = work()
        this.#db.exec('commit')
        return result
      } catch (error) {
        if (this.#db.isTransaction) this.#db.exec('rollback')
        throw error
      }
    })
  }

  #storeRecord({ company, created, record }: BatchWrite): boolean {
    if (record === undefined) return true
    const { key, answer, replaces } = record
    return this.#statements.record.run(key, company, answer, created, replaces ? 1 : 0).changes > 0
  }

  #leaveOutStored({ company, created, output }: BatchWrite): void {
    if (output === undefined) return
    const { attempt, batch, reached } = output
    const { earlier } = this.#statements.output.get(attempt, company, reached, 0, created) as { earlier: number }
    batch.logs = linesBeyond(batch.logs, earlier)
  }

  #writeOne(owner: Owner, { series, logs, samples }: EntityWrite['batch']): void {
    for (const one of series) {
      const { id } = this.#statements.series.get(...seriesRow(owner, one)) as { id: number }
      this.#writePoints(id, one)
    }
    if (logs.length > 0) {
      const { seq: last } = this.#statements.head.get(owner.task, owner.company, logs.length) as { seq: number }
      const before = last - logs.length
      for (const [index, line] of logs.entries()) this.#statements.log.run(...logRow(owner, before + index + 1, line))
    }
    for (const table of Object.keys(samples) as SampleTableName[])
      for (const sample of samples[table]) this.#statements[table].run(...sampleRow(owner, table, sample))
  }

  #writePoints(id: number, { iterations, timestamps, values, kinds }: SeriesBatch): void {
    const all = iterations.length
    const even = all - (all % pointsAtOnce)
    const row: Value[] = Array.from({ length: 5 * pointsAtOnce })
    for (let start = 0; start < even; start += pointsAtOnce) {
      for (let i = 0, at = 0; i < pointsAtOnce; i += 1) {
        row[at++] = id
        row[at++] = defined(iterations[start + i])
        row[at++] = defined(timestamps[start + i])
        row[at++] = values[start + i] ?? null
        row[at++] = defined(kinds[start + i])
      }
      this.#statements.points.run(...row)
    }
    for (let i = even; i < all; i += 1)
      this.#statements.point.run(id, defined(iterations[i]), defined(timestamps[i]), values[i] ?? null, defined(kinds[i]))
  }

  close(): void {
    this.#db.close()
  }
}

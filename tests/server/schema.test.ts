import { readFile } from 'node:fs/promises'
import { database } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { postgresSchema, schemaFiles, sqliteSchema } from '../../scripts/dump-schema.ts'

test('the stored schema is what the migrations make; `npm run schema` writes it anew', async () => {
  await using fresh = await database.fresh()
  const made = database.name === 'sqlite' ? await sqliteSchema() : await postgresSchema(fresh.url)
  expect(made).toBe(await readFile(schemaFiles[database.name], 'utf8'))
})

test('every table has a primary key and, but for those of the server itself, a company', async () => {
  const text = await readFile(schemaFiles[database.name], 'utf8')
  const tables = text.split(/;\n/).filter((statement) => /create table/i.test(statement))
  expect(tables.length).toBeGreaterThan(30)
  expect(tables.filter((table) => !/primary key/i.test(table))).toEqual([])
  const without = tables
    .filter((table) => !/^\s*"?company"? text/m.test(table))
    .map((table) => /create table "?(\w+)/i.exec(table)?.[1] ?? '')
  expect(without.toSorted()).toEqual(['blob', 'company', 'setting'])
})

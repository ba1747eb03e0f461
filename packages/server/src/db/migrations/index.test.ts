import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { migrations } from './index.ts'

test('every migration that is written is listed, in the order of the numbers', () => {
  const folder = import.meta.dirname
  const isMigration = (file: string): boolean => /^export (async )?function up\b/m.test(readFileSync(join(folder, file), 'utf8'))
  const written = globSync('[0-9]*.ts', { cwd: folder }).filter(isMigration)
  expect(Object.keys(migrations)).toEqual(written.map((file) => basename(file, '.ts')).toSorted())
})

import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asTyped } from './typed-command.ts'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'clearway-path-'))
  for (const folder of ['global', 'project/node_modules/.bin', 'unusable']) {
    await mkdir(join(home, folder), { recursive: true })
    await writeFile(join(home, folder, 'clearway'), '#!/bin/sh\n')
    await chmod(join(home, folder, 'clearway'), folder === 'unusable' ? 0o644 : 0o755)
  }
})
afterAll(() => rm(home, { recursive: true }))

const path = (...folders: readonly string[]) => ({ PATH: ['/bin', ...folders.map((folder) => join(home, folder))].join(delimiter) })

test('a command is printed as it is where the shell finds it', () => {
  expect(asTyped('Start one: clearway agent --queue gpu', path('global'))).toBe('Start one: clearway agent --queue gpu')
})

test('it is printed with npx where only npm finds it, or nobody', () => {
  for (const env of [path('project/node_modules/.bin'), path('unusable'), path(), {}])
    expect(asTyped('Start one: clearway agent --queue gpu', env)).toBe('Start one: npx clearway agent --queue gpu')
})

test('each command of a text is rewritten once, and no word beside them', () => {
  const text = '`clearway task list` shows them; `npx clearway up`, /opt/clearway agents and Clearway itself stay. clearway doctor helps.'
  expect(asTyped(text, {})).toBe(
    '`npx clearway task list` shows them; `npx clearway up`, /opt/clearway agents and Clearway itself stay. npx clearway doctor helps.',
  )
})

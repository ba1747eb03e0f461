import { execa } from 'execa'
import fc from 'fast-check'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withoutShell } from './without-shell.ts'

let folder: string
const names = ['show', 'echo', 'a+b', 'x.sh', 'if', 'A_1', 'a=b']
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clearway-plain-'))
  for (const name of names) {
    await writeFile(join(folder, name), '#!/bin/sh\nfor word; do printf "<%s>" "$word"; done\nprintf "%s" "$PWD"\n')
    await chmod(join(folder, name), 0o700)
  }
})
afterAll(() => rm(folder, { recursive: true }))

const inSh = (line: string): readonly string[] => ['/bin/sh', '-c', '--', line]

test('a line of plain words runs without a shell, any other with it', () => {
  const path = `${folder}:/usr/bin:/bin`
  expect(withoutShell(inSh('sleep 0.01'), path)).toEqual([expect.stringMatching(/bin\/sleep$/), '0.01'])
  expect(withoutShell(['sh', '-c', 'show  a-b=c,d ./e:f%@+'], path)).toEqual([join(folder, 'show'), 'a-b=c,d', './e:f%@+'])
  const withShell = [
    'echo a',
    'if a',
    'a=b c',
    './show',
    'show $HOME',
    'show "a"',
    'show *',
    'show ~',
    'show a;',
    'show a\n',
    ' show',
    'no-such',
    '',
  ]
  for (const line of withShell) expect(withoutShell(inSh(line), path), line).toEqual(inSh(line))
  for (const command of [['bash', '-c', 'show a'], ['sh', 'show', 'a'], ['sh', '-c', 'show a', 'b'], ['sh', '-ec', 'show a'], ['sh']])
    expect(withoutShell(command, path)).toEqual(command)
})

test('what runs without a shell gets the words, the working folder and the exit code as from a shell', async () => {
  const word = fc.oneof(
    fc.constantFrom(...names, '-n', '--', '#', '!', '{', '~', '0'),
    fc.stringMatching(/^[\w.:=,@%+~#!{}[\]?*^/-]{1,6}$/),
  )
  const line = fc.tuple(fc.constantFrom(...names), fc.array(word, { maxLength: 4 })).map(([name, words]) => [name, ...words].join(' '))
  await fc.assert(
    fc.asyncProperty(line, async (text) => {
      const command = withoutShell(inSh(text), folder)
      fc.pre(command[0] !== '/bin/sh')
      const run = async ([program = '', ...args]: readonly string[], env: Record<string, string>) => {
        const { all, exitCode } = await execa(program, args, {
          cwd: folder,
          env: { PATH: folder, ...env },
          extendEnv: false,
          reject: false,
          all: true,
        })
        return { all, exitCode }
      }
      expect(await run(command, { PWD: folder })).toEqual(await run(inSh(text), {}))
    }),
    { numRuns: 40 },
  )
})

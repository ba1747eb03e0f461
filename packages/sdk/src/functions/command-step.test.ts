import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from './command-step.ts'
import { inStep, type StepContext } from './context.ts'
import { file } from './values/step-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'clearway-command-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What a command finds in variables, one in each line. */
async function variables(names: readonly string[], input: object): Promise<string[]> {
  const out = join(folder, 'out')
  const command = `printf '%s\\n' ${names.map((name) => `"$${name}"`).join(' ')} > ${out}`
  const context = { signal: new AbortController().signal } as StepContext
  await inStep(context, async () => runCommand(command, { out })(input))
  return readFileSync(out, 'utf8').split('\n').slice(0, -1)
}

test('inputs are variables of the command: files are paths, also in lists, and what JSON lacks is written as a list or as digits', async () => {
  const path = join(folder, 'rows.csv')
  writeFileSync(path, 'a')
  const input = {
    text: 'one word',
    rows: file(path),
    parts: [file(path), { again: file(path) }],
    weights: Float64Array.of(0.5, 2),
    big: 2n ** 70n,
    rate: Infinity,
    when: new Date(0),
    flag: true,
    none: null,
  }
  expect(await variables(Object.keys(input), input)).toEqual([
    'one word',
    path,
    JSON.stringify([path, { again: path }]),
    '[0.5,2]',
    '1180591620717411303424',
    'Infinity',
    '1970-01-01T00:00:00.000Z',
    'true',
    'null',
  ])
})

test.each([
  [{ data: Buffer.from('a') }, "The input 'data' holds bytes, which a variable of a command cannot. Give them as a file: file(path)."],
  [{ 'a b': 1 }, "The input 'a b' cannot be a variable of a command"],
  [{ short: 'a', text: 'a'.repeat(2 ** 18) }, "The longest input is 'text' with 256 kB. Give it as a file"],
])('inputs that no variable can hold are refused with the cure', async (input, message) => {
  await expect(variables([], input)).rejects.toThrow(message)
})

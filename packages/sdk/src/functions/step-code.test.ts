import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProgramFunction } from './program-function.ts'
import { stepCodes } from './step-code.ts'

const files = {
  'main.ts': `import { pipeline, step } from 'clearway'
import { fit } from './fit.ts'
import { far } from './steps.ts'
const scale = 2
function twice(n: number): number { return n * scale }
const load = step<{ n: number }, number>('load', ({ n }) => twice(n), { cache: true })
const train = step('train', ({ n }: { n: number }) => fit(n), { cache: true })
export default pipeline('p', { n: 1 }, ({ n }) => train({ n: load({ n }) }, { after: [far()] }))
`,
  'fit.ts': `export const fit = (n: number): number => n + 1\nexport const suffix = 'of one'\n`,
  'steps.ts': `import { step } from 'clearway'
import { suffix } from './fit.ts'
export const far = step
  .command('far', suffix, { cache: true })
export const made = ['x', 'y'].map((name) => step(name, () => 1, { cache: true }))
`,
  'package.json': '{ "name": "program", "type": "module", "sideEffects": false }',
}
type File = keyof typeof files

let folder: string
beforeAll(async () => void (folder = await realpath(await mkdtemp(join(tmpdir(), 'clearway-codes-')))))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The hashes of the steps of the program, in which some texts are replaced. */
async function codesWith(...changes: readonly (readonly [File, string, string])[]): Promise<Record<string, string>> {
  const sources = new Map<File, string>(Object.entries(files) as [File, string][])
  for (const [file, from, to] of changes) {
    expect(sources.get(file)).toContain(from)
    sources.set(file, (sources.get(file) ?? '').replace(from, to))
  }
  for (const [file, text] of sources) await writeFile(join(folder, file), text)
  const found = (name: string, file: File, text: string, cache = true): ProgramFunction => {
    const lines = (sources.get(file) ?? '').split(text)[0]!.split('\n')
    const path = join(folder, file)
    const site = { file: path, place: `${path}:${lines.length}:${lines.at(-1)!.length + 1}` }
    return { name, site, options: { cache }, work: { by: 'function', call: () => {} } }
  }
  return stepCodes(join(folder, 'main.ts'), [
    found('load', 'main.ts', "step<{ n: number }, number>('load'"),
    found('train', 'main.ts', "step('train'"),
    found('p', 'main.ts', "pipeline('p'", false),
    found('far', 'steps.ts', "command('far'"),
    found('x', 'steps.ts', 'step(name'),
    found('y', 'steps.ts', 'step(name'),
  ])
}

/** The steps whose hash a change of the sources changes. */
async function changedBy(...change: readonly [File, string, string]): Promise<string[]> {
  const [before, now] = [await codesWith(), await codesWith(change)]
  return Object.keys(before).filter((name) => now[name] !== before[name])
}

test('the code of a step is what it uses: other steps, what only they use, and the body of the pipeline do not count', async () => {
  expect(Object.keys(await codesWith())).toEqual(['load', 'train', 'far', 'x', 'y'])
  expect(await changedBy('main.ts', 'scale = 2', 'scale = 3')).toEqual(['load'])
  expect(await changedBy('main.ts', 'fit(n),', 'fit(n) + 1,')).toEqual(['train'])
  expect(await changedBy('fit.ts', 'n + 1', 'n * 1')).toEqual(['train'])
  expect(await changedBy('fit.ts', 'of one', 'of two')).toEqual(['far'])
  expect(await changedBy('main.ts', 'load({ n })', 'n')).toEqual([])
})

test('what a module does when it is loaded counts for all its steps, and so do steps there that a loop defines', async () => {
  expect(await changedBy('main.ts', 'const scale', 'process.env.TZ = "UTC"\nconst scale')).toEqual(['load', 'train', 'far', 'x', 'y'])
  expect(await changedBy('steps.ts', '() => 1', '() => 2')).toEqual(['far', 'x', 'y'])
})

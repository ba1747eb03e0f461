import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runPython } from '@clearway/testkit'
import { execa } from 'execa'
import { expect } from 'vitest'
import { type TaughtPage, waysOf } from '../../packages/web/src/connect/fillings.ts'
import { snippetsOf } from '../../packages/web/src/connect/snippets.ts'
import { test } from './client-test.ts'

const sdk = join(import.meta.dirname, '../../packages/sdk/src/index.ts')
/** Those whose texts are programs: the other pages teach commands, or programs that never end. */
const pages = ['tasks', 'models', 'artifacts'] satisfies readonly TaughtPage[]

test('the programs that empty pages of the web app teach run as they stand', { timeout: 300_000 }, async ({ world, api }) => {
  const { url, accessKey, secretKey } = world.connection
  const snippets = snippetsOf({ url, accessKey, secretKey })
  const taught = (page: TaughtPage) => waysOf(page, snippets).map(({ snippets: own }) => own.at(-1)?.text ?? '')
  const folder = await mkdtemp(join(tmpdir(), 'clearway-taught-'))
  try {
    for (const page of pages) {
      const [typescript = '', python = ''] = taught(page)
      const program = join(folder, `${page}.py`)
      await writeFile(program, python.replace('"model.bin"', `"${join(folder, 'model.bin')}"`))
      await writeFile(join(folder, 'model.bin'), 'weights')
      const { exitCode, output } = await runPython(program, [], { server: world.connection })
      expect(exitCode, output).toBe(0)
      const script = join(folder, `${page}.ts`)
      await writeFile(script, typescript.replace("'clearway'", `'${sdk}'`))
      const run = await execa(process.execPath, [script], {
        cwd: folder,
        env: { CLEARWAY_URL: url, CLEARML_API_ACCESS_KEY: accessKey, CLEARML_API_SECRET_KEY: secretKey },
        all: true,
        reject: false,
      })
      expect(run.exitCode, run.all).toBe(0)
    }
    const run = join(folder, 'run.py')
    await writeFile(run, taught('runs').at(-1) ?? '')
    const { exitCode, output } = await runPython(run, [], { server: world.connection })
    expect(exitCode, output).toBe(0)
    const { tasks } = await api.tasks.get_all_ex({ search_hidden: true, only_fields: ['name', 'status', 'execution.artifacts'] })
    expect(tasks.filter(({ name }) => String(name).startsWith('first')).map(({ status }) => status)).toEqual(
      expect.arrayContaining(['completed']),
    )
    const { models } = await api.models.get_all({})
    expect(models.map(({ name }) => String(name)).filter((name) => name.includes('first'))).toHaveLength(2)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

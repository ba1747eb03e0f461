import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { shared, userEnvironment } from '@clearway/testkit'
import { execa } from 'execa'
import { beforeAll, expect, test } from 'vitest'

/** An empty folder into which the built package has been installed, and nothing else. */
let project: string
beforeAll(async () => {
  project = await shared('package')
}, 300_000)

const environment = () => ({ ...userEnvironment(), XDG_CACHE_HOME: join(project, 'cache'), XDG_CONFIG_HOME: join(project, 'config') })
const run = (command: string, ...words: readonly string[]) =>
  execa(command, words, {
    cwd: project,
    env: environment(),
    extendEnv: false,
    all: true,
    reject: false,
  })

test('the command runs on the Node that the package brings, whatever Node the shell has', async () => {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }
  const { exitCode, all } = await run('npx', 'clearway', '--version')
  expect({ exitCode, all }).toEqual({ exitCode: 0, all: `clearway ${version} (Node 26.10.0)` })
})

test('the demo starts a server and agents, and runs its pipeline to the end', async () => {
  const { exitCode, all, stdout } = await run('npx', 'clearway', 'demo', '--json')
  expect(exitCode, all).toBe(0)
  expect((JSON.parse(stdout) as { accuracy: number }).accuracy).toBeGreaterThan(0.9)
})

/** A pipeline in JavaScript, with values that are no JSON. */
const sums = `import { pipeline, step } from 'clearway'
const load = step('load', async ({ rows }) => Float64Array.from({ length: rows }, (_, n) => n))
const sum = step('sum', async ({ values }) => values.reduce((a, b) => a + b, 0))
const sums = pipeline('sums', { rows: 4 }, async ({ rows }) => ({ total: await sum({ values: load({ rows }) }) }))
const run = await sums.run({ rows: 5 }, { local: true })
console.log('result', JSON.stringify(await run.result()))
`

test('a project that init lays down runs on this machine, and on the agents of `clearway up`, which shows its pages; so does JavaScript on the Node of the shell', async () => {
  expect((await run('npx', 'clearway', 'init', 'hello')).exitCode).toBe(0)
  const hello = {
    cwd: join(project, 'hello'),
    env: { ...environment(), CLEARWAY_DATA: join(project, 'data') },
    extendEnv: false,
    all: true,
  } as const
  const up = execa('node', [join(project, 'node_modules/clearway/bin/clearway.js'), 'up', '--port', '0'], hello)
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let printed = ''
      up.all.on('data', (part: Buffer) => {
        printed += part.toString()
        const found = /Address +(\S+)/.exec(printed)?.[1]
        if (found !== undefined && /Agent \S+ serves default/.test(printed)) resolve(found)
      })
      const fail = (): void => reject(new Error(printed))
      up.then(fail, fail)
    })
    const page = await fetch(`${address}/pipelines`, { headers: { accept: 'text/html' } })
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Clearway</title>')])
    const runs = [
      ['npm', 'start', '--', '--count', '80'],
      ['npx', 'clearway', 'run', 'pipeline.ts', '--count', '80'],
    ] as const
    for (const [program, ...words] of runs) expect((await execa(program, words, hello)).all).toMatch(/completed/)
    await writeFile(join(hello.cwd, 'sums.mjs'), sums)
    // A shell exports its functions by such names, which need another start of the step's program.
    const env = { ...hello.env, 'BASH_FUNC_module%%': '() { :; }' }
    expect((await execa('node', ['sums.mjs'], { ...hello, env })).all).toContain('result {"total":10}')
  } finally {
    up.kill('SIGINT')
    await up.catch(() => {})
  }
})

test('JavaScript imports the SDK on the Node of the shell', async () => {
  await writeFile(join(project, 'names.mjs'), `import * as clearway from 'clearway'\nconsole.log(Object.keys(clearway).join(' '))\n`)
  const { exitCode, all } = await run('node', 'names.mjs')
  expect(exitCode, all).toBe(0)
  expect(all?.split(' ')).toEqual(expect.arrayContaining(['PipelineController', 'Task', 'openConnection']))
})

const typed = `import { PipelineController, Task, type Connection } from 'clearway'

export async function build(connection: Connection): Promise<string> {
  const pipe = new PipelineController({ name: 'typed', project: 'examples', version: '1.0', connection })
  pipe.addParameter('epochs', 3)
  pipe.addStep({ name: 'train', baseTaskProject: 'examples', baseTaskName: 'train' })
  const task: Task = await Task.get({ id: '0'.repeat(32), connection })
  return task.id
}
`

test.each([
  // Stricter than what `tsc --init` asks for: the types of the package are checked as well.
  { compiler: 'typescript', more: ['--skipLibCheck', 'false'] },
  // Which takes this version half a minute.
  { compiler: 'typescript-5.9', more: [] },
])('$compiler finds no fault in a new project that imports the SDK', async ({ compiler, more }) => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve(`${compiler}/package.json`)), 'bin/tsc')
  const folder = join(project, compiler)
  await mkdir(folder)
  await writeFile(join(folder, 'typed.mts'), typed)
  const options = { cwd: folder, env: environment(), extendEnv: false, all: true, reject: false } as const
  await execa('node', [tsc, '--init'], options)
  expect(await readFile(join(folder, 'tsconfig.json'), 'utf8')).toMatch(/nodenext/)
  const { exitCode, all } = await execa('node', [tsc, '--noEmit', ...more], options)
  expect({ exitCode, all }).toEqual({ exitCode: 0, all: '' })
})

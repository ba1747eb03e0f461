import { once } from 'node:events'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import type { Connection } from '@clearway/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killAll } from '@clearway/testkit'
import { openTerminal, type Running, type Terminal } from '../../../test/terminal.ts'

const halfThere = join(import.meta.dirname, '../../../test/programs/half-there.ts')
const imports = join(import.meta.dirname, '../../../test/programs/imports.ts')
const several = join(import.meta.dirname, '../../../test/programs/several.ts')
const lists = join(import.meta.dirname, '../../../test/programs/lists.ts')

describe('without a server', () => {
  let terminal: Terminal
  beforeAll(async () => (terminal = await openTerminal({ CLEARWAY_PORT: '0' })))
  afterAll(() => terminal[Symbol.asyncDispose]())

  test('--local runs a pipeline with its parameters, prints what its steps print and the result, and leaves no process', async () => {
    const { code, stdout, stderr } = await terminal.run(
      'run',
      several,
      '--pipeline',
      'adds',
      '--numbers',
      '1,2,39',
      '--set',
      'data=own',
      '--local',
    )
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('sum │ adding 3 numbers\n')
    expect(stdout).toMatch(/✓ sum {2}completed/)
    expect(JSON.parse(stdout.slice(stdout.indexOf('result\n') + 'result\n'.length))).toEqual({ sum: 42, data: 'own' })
    expect(await terminal.processes()).toEqual([])
  })

  test('of two runs in one folder, the second goes on when the first ends with the server that it has started', async () => {
    const open = join(terminal.folder, 'open')
    const first = terminal.start('run', several, '--pipeline', 'waits', '--local')
    await first.until(/● slow {2}running/)
    const second = terminal.start('run', several, '--pipeline', 'gates', '--path', open, '--local')
    await second.until(/● gate {2}running/)
    first.signal('SIGINT')
    expect((await first.ended).code).toBe(3)
    await writeFile(open, '')
    const { code, stdout } = await second.ended
    expect(code, stdout).toBe(0)
    expect(stdout).toMatch(/result\n42\n$/)
  })

  test('what a killed local run leaves in the temporary folder is deleted by the next one', async () => {
    const temporary = join(terminal.folder, 'temporary')
    await mkdir(temporary)
    await using user = await openTerminal({ CLEARWAY_PORT: '0', TMPDIR: temporary })
    const foldersOfSteps = async () => (await readdir(temporary)).filter((name) => name.startsWith('clearway-steps-'))
    await user.start('run', several, '--pipeline', 'waits', '--local').until(/● slow {2}running/)
    const left = await foldersOfSteps()
    expect(left).toHaveLength(1)
    await killAll((await user.processes()).map(({ pid }) => pid))
    expect(await foldersOfSteps()).toEqual(left)
    expect((await user.run('run', several, '--pipeline', 'adds', '--local')).code).toBe(0)
    expect(await foldersOfSteps()).toEqual([])
  })

  test('a run for agents says that the server of the data folder has ended, and how it is started again', async () => {
    const { code, stdout, stderr } = await terminal.run('run', several, '--pipeline', 'adds')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /cannot be reached \(ECONNREFUSED\)\.\n +That is the server of the data folder \S+, which has ended\. Start it again: `clearway up/,
    )
  })

  test('a run says at once that an older server holds the data folder', async () => {
    const data = join(terminal.folder, 'held')
    await mkdir(data)
    await using older = createServer((_, response) => void response.end('{}'))
    await once(older.listen(0, '127.0.0.1'), 'listening')
    const { port } = older.address() as AddressInfo
    const connection = { url: `http://127.0.0.1:${port}`, accessKey: 'a', secretKey: 's', pid: process.pid }
    await writeFile(join(data, 'connection.json'), JSON.stringify(connection))
    await writeFile(join(data, 'server.pid'), String(process.pid))
    using lock = new DatabaseSync(join(data, 'server.lock'))
    lock.exec('begin exclusive')
    const { code, stderr } = await terminal.run('run', several, '--pipeline', 'adds', '--local', '--data', data)
    expect(code).toBe(1)
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`still runs (process ${process.pid}) in an older version`)
  })

  test('two runs that start at the same time use one server', async () => {
    const numbers = ['run', several, '--pipeline', 'adds', '--debug']
    const both = await Promise.all([terminal.run(...numbers), terminal.run(...numbers)])
    expect(both.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ])
  })
})

describe('with a server', () => {
  let terminal: Terminal
  let server: Running
  beforeAll(async () => {
    terminal = await openTerminal()
    server = terminal.start('server', '--port', '0', '--log-level', 'error')
    await server.until(/listening/)
  })
  afterAll(() => terminal[Symbol.asyncDispose]())

  test('a failing step ends the command with 1, and the error names the file and line of the user', async () => {
    const { code, stdout } = await terminal.run('run', several, '--pipeline', 'breaks', '--local', '--json')
    const { failures, run } = JSON.parse(stdout) as {
      failures: { step: string; message: string }[]
      run: { status: string; status_reason: string }
    }
    expect([code, run.status, failures.map(({ step }) => step)]).toEqual([1, 'failed', ['broken']])
    expect(run.status_reason).toMatch(/RangeError: it is broken \(.*several\.ts:12:9\)/)
  })

  test('--debug calls the steps in one process', async () => {
    const { code, stdout } = await terminal.run('run', several, '--pipeline', 'adds', '--debug')
    expect(code).toBe(0)
    expect(stdout).toContain('pipeline │ adding 2 numbers\n')
  })

  test('a file may use what Node cannot load: enums, parameter properties, .js for .ts, types among imports, paths of tsconfig.json', async () => {
    const folder = join(terminal.folder, 'typescript')
    await mkdir(join(folder, 'lib'), { recursive: true })
    await symlink(join(import.meta.dirname, '../../../../../node_modules'), join(folder, 'node_modules'))
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths: { '@lib/*': ['./lib/*'] } } }))
    await writeFile(join(folder, 'lib/offset.ts'), 'export const offset = 10\n')
    await writeFile(
      join(folder, 'lib/scale.ts'),
      [
        'export interface Row { x: number }',
        'export enum Level { Low = 1, High = 3 }',
        'export class Scale { constructor(private readonly by: number) {} of({ x }: Row) { return x * this.by } }',
      ].join('\n'),
    )
    await writeFile(
      join(folder, 'grows.ts'),
      [
        "import { pipeline, step } from '@clearway/sdk'",
        "import { Level, Row, Scale } from './lib/scale.js'",
        "import { offset } from '@lib/offset'",
        "const grow = step('grow', ({ rows, level }: { rows: Row[]; level: Level }) => {",
        "  if (level === Level.Low) throw new RangeError('it is too low')",
        '  return rows.map((row) => new Scale(level).of(row) + offset)',
        '})',
        "export default pipeline('grows', { level: 3 }, async ({ level }) => grow({ rows: [{ x: 1 }, { x: 2 }], level }))",
      ].join('\n'),
    )
    const [grown, failed] = await Promise.all([
      terminal.run('run', join(folder, 'grows.ts'), '--debug', '--json'),
      terminal.run('run', join(folder, 'grows.ts'), '--level', '1', '--debug'),
    ])
    expect([grown.code, grown.stderr, failed.code]).toEqual([0, '', 1])
    expect((JSON.parse(grown.stdout) as { result: unknown }).result).toEqual([13, 16])
    expect(failed.stdout, failed.stderr).toMatch(/RangeError: it is too low \(.*grows\.ts:5:34\)\n/)
  })

  test('an error of the engine has the names of the user’s file, also where the bundler numbers them', async () => {
    const folder = join(terminal.folder, 'numbered')
    await mkdir(folder)
    await symlink(join(import.meta.dirname, '../../../../../node_modules'), join(folder, 'node_modules'))
    await writeFile(join(folder, 'other.ts'), 'const rows: { x?: number }[] = []\nexport const count = () => rows.length\n')
    await writeFile(
      join(folder, 'own.ts'),
      [
        "import { pipeline, step } from '@clearway/sdk'",
        "import { count } from './other.ts'",
        "const rows = JSON.parse('null') as () => void",
        "const says = step('says', () => { throw new TypeError(`${count()} rows2 are none`) })",
        "const calls = step('calls', () => rows())",
        "export const saying = pipeline('saying', {}, async () => says())",
        "export const calling = pipeline('calling', {}, async () => calls())",
      ].join('\n'),
    )
    const [calling, saying] = await Promise.all(
      ['calling', 'saying'].map((name) => terminal.run('run', join(folder, 'own.ts'), '--pipeline', name, '--local')),
    )
    expect(calling?.stdout, calling?.stderr).toMatch(/TypeError: rows is not a function \(own\.ts:5:\d+\)\n/)
    expect(saying?.stdout).toMatch(/TypeError: 0 rows2 are none \(own\.ts:4:\d+\)\n/)
  })

  test('a run takes the project that another run has made meanwhile, though its file and the command have a copy of the SDK each', async () => {
    const connection = JSON.parse(await readFile(join(terminal.folder, 'connection.json'), 'utf8')) as Connection
    const authorization = `Basic ${btoa(`${connection.accessKey}:${connection.secretKey}`)}`
    const send = async (request: IncomingMessage, from: string | undefined, body: string) =>
      fetch(`${connection.url}${request.url}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(from === undefined ? {} : { authorization: from }) },
        body,
      })
    // Makes each project just before the run does.
    const refused: string[] = []
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body = await text(request)
      if (request.url?.endsWith('/projects.create') === true) await send(request, authorization, body)
      const reply = await send(request, request.headers.authorization, body)
      const answered = await reply.text()
      if (answered.includes('"name_taken"')) refused.push(body)
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(answered)
    }
    await using before = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
    before.listen(0, '127.0.0.1')
    await once(before, 'listening')
    await using other = await openTerminal({
      CLEARWAY_URL: `http://127.0.0.1:${(before.address() as AddressInfo).port}`,
      CLEARML_FILES_HOST: `${connection.url}/files`,
      CLEARML_API_ACCESS_KEY: connection.accessKey,
      CLEARML_API_SECRET_KEY: connection.secretKey,
    })
    const { code, stdout, stderr } = await other.run(
      'run',
      several,
      '--pipeline',
      'adds',
      '--debug',
      '--project',
      'made meanwhile',
      '--json',
    )
    expect([code, stderr]).toEqual([0, 'pipeline │ adding 2 numbers\n'])
    expect((JSON.parse(stdout) as { result: unknown }).result).toEqual({ sum: 3, data: 'none' })
    expect(refused.length).toBeGreaterThan(0)
  })

  test('a result that cannot be carried is named without a stack, in which no line would be of the user’s code', async () => {
    const { code, stdout } = await terminal.run('run', several, '--pipeline', 'keeps', '--local')
    expect(code).toBe(1)
    expect(stdout).toMatch(/keep │ TypeError: The result of step 'keep': of is a Map, which cannot be carried to another step\./)
    expect(stdout).not.toMatch(/keep │ +at /)
  })

  test('Ctrl-C stops a run that runs here, and the exit code tells it', async () => {
    const running = terminal.start('run', several, '--pipeline', 'waits', '--local')
    await running.until(/● slow {2}running/)
    running.signal('SIGINT')
    const { code, stdout } = await running.ended
    expect(code).toBe(3)
    expect(stdout).toMatch(/waits {2}■ aborted/)
  })

  test('all faults of the words are told at once, with the parameters that there are', async () => {
    const wrong = await Promise.all([
      terminal.run('run', several, '--pipeline', 'adds', '--nubmers', '1', '--numbers', '1,x', '--local'),
      terminal.run('run', several, '--local'),
      terminal.run('run', several, '--pipeline', 'adds', '--local', '--queue', 'services'),
      terminal.run('run', import.meta.filename.replace('run.test', 'show-warnings'), '--local'),
    ])
    expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2, 2])
    expect(
      wrong.map(({ stderr }) =>
        stderr
          .replace(/\/\S*\//, '')
          .split('\n')
          .slice(0, 4)
          .join('\n'),
      ),
    ).toMatchInlineSnapshot(`
      [
        "✗ Pipeline 'adds':
        There is no parameter 'nubmers'.
        --numbers is '1,x', which is no list of numbers.
        It has --numbers ([1,2]), --data ("none").",
        "✗ several.ts exports several pipelines, and none as its default: adds, breaks, checks, flakes, gates, keeps, trains, waits.
        Choose one: --pipeline adds.
      ",
        "✗ --queue is used only for runs on agents; this run is local.
        \`clearway run --help\` shows what it takes.
      ",
        "✗ show-warnings.ts exports no pipeline.
        Export one: export default pipeline(name, parameters, body). A program that starts its pipeline itself, as with PipelineController, is run by node.
      ",
      ]
    `)
  })

  test('values that a schema refuses are a fault of the command line', async () => {
    const { code, stderr } = await terminal.run('run', several, '--pipeline', 'checks', '--rows', '0', '--local')
    expect(code).toBe(2)
    expect(stderr).toBe(
      "✗ The parameters of pipeline 'checks' are not right:\n  - rows: must be above 0\n  `clearway run FILE --help` lists the parameters of a file.\n",
    )
  })

  test('--help of a file lists the parameters of its pipelines', async () => {
    const { code, stdout } = await terminal.run('run', several, '--help')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /Parameters of pipeline 'adds':\n {2}--numbers <array> {2}Default: \[1,2\]\n {2}--data <string> {4}Default: "none"\n/,
    )
  })

  test('a run is enqueued, with a warning and the command for an agent that is not there', async () => {
    const { code, stdout, stderr } = await terminal.run('run', several, '--pipeline', 'adds', '--no-follow')
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^[0-9a-f]{32}\n$/)])
    expect(stderr).toContain('! The pipeline itself would wait: no live worker takes tasks from the queue ‘services’.')
    expect(stderr).toContain('$ clearway agent --queue services')
  })

  test('a pipeline is checked without being started', async () => {
    const checked = await terminal.run('pipeline', 'check', several, '--pipeline', 'trains', '--json', '--queue', 'nowhere')
    expect(checked.code).toBe(1)
    const { errors, warnings } = JSON.parse(checked.stdout) as Record<'errors' | 'warnings', { code: string; step?: string }[]>
    expect(errors).toMatchObject([{ code: 'queue_not_found', field: 'queue' }])
    // Another pipeline of the file may be the one that calls it.
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'queue_not_found', step: 'trained' }))
  })

  test('a pipeline runs beside steps of its file that lack their task or files, and fails where it calls one', async () => {
    const [whole, half] = await Promise.all(
      ['whole', 'half'].map((name) => terminal.run('run', halfThere, '--pipeline', name, '--debug', '--json')),
    )
    expect(whole?.code, whole?.stderr).toBe(0)
    expect(JSON.parse(whole?.stdout ?? '')).toMatchObject({ result: 1, warnings: [{ step: 'absent' }, { step: 'fileless' }] })
    expect(half?.code).toBe(1)
    const { run } = JSON.parse(half?.stdout ?? '') as { run: { status_reason: string } }
    expect(run.status_reason).toMatch(/Step 'absent' is no part of this program: .* did not exist when the run was started/)
  })

  test('Ctrl-C while a run waits for a debugger ends its process too', async () => {
    await using user = await openTerminal()
    const waiting = user.start('run', several, '--pipeline', 'adds', '--debug', '--inspect', '0')
    await waiting.until(/Debugger listening on ws:/)
    waiting.signal('SIGINT')
    expect(await waiting.ended).toMatchObject({ code: 130 })
    expect(await user.processes()).toEqual([])
  })

  test('a port that no debugger can connect to is named, and nothing is run', async () => {
    await using taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const { code, stderr } = await terminal.run('run', several, '--pipeline', 'adds', '--debug', '--inspect', String(port))
    expect([code, stderr]).toEqual([2, expect.stringMatching(`✗ No debugger can connect to 127.0.0.1:${port}: `)])
  })

  test('the check of a pipeline names the steps at which it would fail if it called them', async () => {
    const { code, stdout } = await terminal.run('pipeline', 'check', halfThere, '--pipeline', 'whole', '--json')
    const { warnings } = JSON.parse(stdout) as { warnings: { code: string; step?: string; if_called?: boolean }[] }
    expect(code).toBe(0)
    expect(warnings.filter(({ if_called: ifCalled }) => ifCalled)).toMatchObject([
      {
        step: 'absent',
        message: expect.stringMatching(/no task 'absent' in it\.$/) as string,
        cure: expect.stringMatching(/^Check the name/) as string,
      },
      { step: 'fileless' },
    ])
    const shown = await terminal.run('pipeline', 'check', halfThere, '--pipeline', 'whole')
    expect(shown.stdout).toMatch(/^! Step 'absent': .* Check the name.* The run fails only if it calls this step\.$/m)
    expect(shown.stdout).toMatch(/^✓ whole can run(, once what it waits for is there)?, but fails if it calls 'absent' or 'fileless'\.$/m)
  })

  test('steps that a pipeline imports are checked before it starts; other exports of their file are not', async () => {
    const checked = await terminal.run('pipeline', 'check', imports, '--json')
    const { errors, warnings } = JSON.parse(checked.stdout) as Record<'errors' | 'warnings', { code: string; step?: string }[]>
    expect([checked.code, errors.map(({ code, step }) => [code, step])]).toEqual([
      1,
      [
        ['queue_not_found', 'strayed'],
        ['base_task_not_found', 'absent'],
      ],
    ])
    expect(warnings.map(({ step }) => step)).not.toContain('uncalled')
    const { code, stderr } = await terminal.run('run', imports, '--no-follow')
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^✗ Pipeline 'imports' cannot run:\n {2}- Step 'strayed' .*\n {2}- Step 'absent'/),
    ])
    const around = JSON.parse((await terminal.run('pipeline', 'check', imports, '--pipeline', 'outer', '--json')).stdout) as typeof checked
    expect(around).toMatchObject({ errors: [] })
    expect(around).toHaveProperty(
      'warnings',
      expect.arrayContaining([
        expect.objectContaining({ code: 'queue_not_found', step: 'outer > imports > strayed', if_called: true }),
        expect.objectContaining({ code: 'base_task_not_found', step: 'outer > imports > absent', if_called: true }),
      ]),
    )
  })

  test('of a pipeline whose body lists steps, all that its graph shows is checked', async () => {
    const check = async (...words: readonly string[]) => {
      const { stdout } = await terminal.run('pipeline', 'check', lists, '--json', ...words)
      const { errors, warnings } = JSON.parse(stdout) as Record<'errors' | 'warnings', { code: string; step?: string }[]>
      return [errors, warnings].map((faults) => faults.map(({ code, step }) => [code, step]))
    }
    const [errors, warnings] = await check()
    expect(errors).toEqual([
      ['queue_not_found', 'load'],
      ['base_task_not_found', 'absent'],
    ])
    expect(warnings).not.toContainEqual(['queue_not_found', 'unused'])
    expect((await check('--pipeline', 'other'))[0]).toEqual([['body_failed', undefined]])
    expect((await check('--pipeline', 'python'))[0]).toEqual([
      ['file_not_found', 'trained'],
      ['file_not_found', 'trained'],
      ['file_not_found', 'trained'],
    ])
    // The project's folder is there, without what uv reads.
    expect((await check('--pipeline', 'with uv'))[0]).toEqual([
      ['file_not_found', 'locked'],
      ['file_not_found', 'locked'],
    ])
    // Inner pipelines are opened, where a step gives them its result too.
    expect((await check('--pipeline', 'nests'))[0]).toEqual([
      ['queue_not_found', 'load'],
      ['queue_not_found', 'nests > middle > unused'],
      ['base_task_not_found', 'nests > middle > deepest > absent'],
    ])
  })
})

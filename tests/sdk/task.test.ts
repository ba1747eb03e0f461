import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import {
  type Api,
  bundleProgram,
  type Connection,
  isApiError,
  openConnection,
  PipelineController,
  storeBundle,
  TakenOver,
  Task,
} from '@clearway/sdk'
import type { World } from '@clearway/testkit'
import { ownServerTest, test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

const run = promisify(execFile)
const programs = join(import.meta.dirname, 'programs')

interface There {
  readonly connection: Connection
  readonly api: Api
  readonly env: NodeJS.ProcessEnv
}

async function thereOf({ url, connection: { accessKey, secretKey } }: World): Promise<There> {
  const connection = await openConnection({ url, credentials: { accessKey, secretKey } })
  const env = { ...process.env, CLEARWAY_URL: url, CLEARML_API_ACCESS_KEY: accessKey, CLEARML_API_SECRET_KEY: secretKey }
  return { connection, api: connection.api, env }
}
const test = serverTest.extend('there', { scope: 'file' }, ({ world }) => thereOf(world))
const aTask = (connection: Connection, command = 'true') =>
  Task.create({ projectName: 'sdk tests', taskName: 'a task', script: { command }, connection })
const messages = async ({ connection, id }: Task) =>
  (await connection.api.events.get_task_log({ task: id, order: 'asc' })).events.map((event) => String(event['msg']))

test('an artifact is read back as it was stored', async ({ there }) => {
  const task = await aTask(there.connection)
  const folder = await mkdtemp(join(tmpdir(), 'clearway-test-'))
  const file = join(folder, 'a b#1.csv')
  await writeFile(file, 'x,y\n1,2\n')
  await task.uploadArtifact('json', { a: [1, null, 'ü'] })
  await task.uploadArtifact('text/with: odd?', 'line\nline')
  await task.uploadArtifact('bytes', new Uint8Array([0, 255]))
  await task.uploadArtifact('file', pathToFileURL(file))
  expect(await (await task.artifacts.get('json')).json()).toEqual({ a: [1, null, 'ü'] })
  expect(await (await task.artifacts.get('text/with: odd?')).text()).toBe('line\nline')
  expect(await (await task.artifacts.get('bytes')).bytes()).toEqual(new Uint8Array([0, 255]))
  expect(await readFile(await (await task.artifacts.get('file')).file(join(folder, 'copy')), 'utf8')).toBe('x,y\n1,2\n')
  await expect(task.artifacts.get('gone')).rejects.toThrow(/no artifact 'gone'.*json/)
  await expect(task.uploadArtifact('folder', pathToFileURL(folder))).rejects.toThrow(`${folder} is a folder, and only files are uploaded.`)
  await expect(task.outputModel({ name: 'gone', file: join(folder, 'gone') })).rejects.toThrow(
    `There is no file ${join(folder, 'gone')} to upload.`,
  )
  const uri = `${there.connection.filesUrl}/gone.txt`
  await there.api.tasks.add_or_update_artifacts({ task: task.id, artifacts: [{ key: 'lost', type: 'custom', mode: 'output', uri }] })
  await expect((await task.artifacts.get('lost')).text()).rejects.toMatchObject({
    code: 'file_not_found',
    message: expect.stringMatching(/^Reading \S+\/gone\.txt failed: [^{]*$/) as string,
  })
  await rm(folder, { recursive: true })
})

test('an artifact whose bytes were replaced is refused', async ({ there }) => {
  const task = await aTask(there.connection)
  const [first] = [await task.uploadArtifact('a', 'one')]
  await task.uploadArtifact('a', 'two')
  await there.api.tasks.add_or_update_artifacts({ task: task.id, artifacts: [first] })
  await expect((await task.artifacts.get('a')).text()).rejects.toThrow('overwritten or damaged')
})

test('the same program is stored once', async ({ there }) => {
  const bundle = await bundleProgram(join(programs, 'step.ts'))
  const one = await storeBundle(there.connection, bundle)
  const two = await storeBundle(there.connection, bundle)
  expect(two.artifact.uri).toBe(one.artifact.uri)
  expect(one.artifact.uri).toContain(`bundles/${bundle.hash}/step.mjs`)
})

test('a program that does not close its task completes it at exit, with its output as the log', async ({ there }) => {
  const { stdout } = await run(process.execPath, [join(programs, 'unclosed.ts')], { env: there.env })
  const task = await Task.get({ id: stdout.trim().split(' ')[1] ?? '', connection: there.connection })
  expect(task.status).toBe('completed')
  expect(await messages(task)).toEqual([`task ${task.id}`])
  expect(task.document.last_iteration).toBe(1)
})

test('a program that throws fails its task, with the error', async ({ there }) => {
  await expect(run(process.execPath, [join(programs, 'unclosed.ts'), 'breaks'], { env: there.env })).rejects.toMatchObject({ code: 1 })
  const { tasks } = await there.api.tasks.get_all({ name: '^breaks$' })
  const task = await Task.get({ id: tasks[0]?.id ?? '', connection: there.connection })
  expect(task.status).toBe('failed')
  expect(task.document.status_message).toContain('out of luck')
})

test('a request to stop reaches the program that runs the task', async ({ there }) => {
  const task = await aTask(there.connection)
  await task.markStarted()
  const heard = new Promise<string>((resolve) => task.onStopRequested(resolve))
  await task.stop()
  expect(await heard).not.toBe('')
  await task.close()
  expect(await task.wait({ timeoutSeconds: 10 })).toBe('stopped')
})

test('waiting ends at its time limit, with the last status in the error', async ({ there }) => {
  const task = await aTask(there.connection)
  await expect(task.wait({ timeoutSeconds: 0.2 })).rejects.toThrow(/was draft after 0\.2 s/)
})

test('a pipeline runs in this process, with retries, allowed failures, skipped children and references', async ({ there }) => {
  const asked: unknown[] = []
  const pipe = new PipelineController({ name: 'local', project: 'sdk tests', connection: there.connection })
    .addParameter('epochs', 2)
    .addStep({ name: 'first', script: { command: 'echo one' }, postExecute: ({ outcome }) => void asked.push(outcome) })
    .addStep({
      name: 'node',
      script: join(programs, 'step.ts'),
      parents: ['first'],
      parameterOverride: { 'General/epochs': '${pipeline.epochs}', 'General/fast': true, 'General/layers': '[3,4]' },
    })
    .addStep({
      name: 'reader',
      script: { command: 'echo read' },
      parameterOverride: { 'General/url': '${node.artifacts.given.url}', 'General/id': '${first.id}' },
    })
    .addStep({ name: 'bad', script: { command: 'echo no; exit 3' }, retryOnFailure: ({ attempt }) => attempt < 3, continueOnFail: true })
    .addStep({ name: 'never', parents: ['bad'], script: { command: 'echo never' } })
    .addStep({ name: 'unwanted', script: { command: 'echo never' }, preExecute: () => false })
  const end = await pipe.startLocally({ runStepsLocally: true })
  expect(await end.wait()).toEqual({ status: 'completed', reason: '' })

  const controller = await end.task()
  expect(controller).toMatchObject({ status: 'completed', type: 'controller' })
  const form = JSON.parse(String(controller.document.configuration?.['Pipeline']?.value)) as Record<
    string,
    { status: string; job_id: string }
  >
  expect(Object.fromEntries(Object.entries(form).map(([name, { status }]) => [name, status]))).toEqual({
    first: 'completed',
    node: 'completed',
    reader: 'completed',
    bad: 'failed',
    never: 'skipped',
    unwanted: 'skipped',
  })
  expect(asked).toEqual(['completed'])
  const step = async (name: string) => Task.get({ id: form[name]?.job_id ?? '', connection: there.connection })
  expect(await (await (await step('node')).artifacts.get('given')).json()).toEqual({ epochs: 2, fast: true, layers: [3, 4], rest: 0.5 })
  expect(await messages(await step('node'))).toContain('ran a step')
  expect(await (await step('reader')).getParameters()).toMatchObject({
    'General/id': form['first']?.job_id,
    'General/url': (await (await step('node')).artifacts.get('given')).url,
  })
  // The set-up of each attempt prints the command that it runs.
  const said = (await messages(await step('bad'))).filter((line) => !line.startsWith('Running '))
  expect(said).toEqual(['no', 'no', 'no'])
  expect((await step('bad')).document).toMatchObject({ status: 'failed', status_reason: 'exit code 3', parent: controller.id })
})

test('a failed step fails the run, and the controller reports which step and why', async ({ there }) => {
  const pipe = new PipelineController({ name: 'failing', project: 'sdk tests', connection: there.connection }).addStep({
    name: 'bad',
    script: { command: 'exit 4' },
  })
  const end = await pipe.startLocally({ runStepsLocally: true })
  expect(await end.wait()).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining("Step 'bad' failed: exit code 4") as string,
  })
  expect((await end.task()).document).toMatchObject({ status: 'failed', status_reason: 'pipeline step failed' })
})

test('a finished step with the same code and parameters is not run again', async ({ there }) => {
  const results = []
  for (const who of ['a', 'a', 'b']) {
    const pipe = new PipelineController({ name: 'cached', project: 'sdk tests', connection: there.connection }).addStep({
      name: 'one',
      script: { command: 'true' },
      parameterOverride: { 'General/who': who },
      cacheExecutedStep: true,
    })
    const end = await pipe.startLocally({ runStepsLocally: true })
    const form = JSON.parse(String((await end.task()).document.configuration?.['Pipeline']?.value)) as Record<string, { status: string }>
    results.push(form['one']?.status)
  }
  expect(results).toEqual(['completed', 'cached', 'completed'])
})

test('a stop ends the running steps and the run', async ({ there }) => {
  const pipe = new PipelineController({ name: 'long', project: 'sdk tests', connection: there.connection })
    .addStep({ name: 'sleep', script: { command: 'sleep 60' } })
    .addStep({ name: 'after', parents: ['sleep'], script: { command: 'true' } })
  const driving = pipe.startLocally({ runStepsLocally: true })
  const step = await eventually(
    async () => (await there.api.tasks.get_all({ name: '^sleep$', status: ['in_progress'], search_hidden: true })).tasks[0],
  )
  await (await Task.get({ id: String(step.parent), connection: there.connection })).stop()
  const end = await driving
  expect(await end.wait()).toMatchObject({ status: 'stopped' })
  expect((await Task.get({ id: step.id, connection: there.connection })).status).toBe('stopped')
  expect((await end.task()).status).toBe('stopped')
})

test('the program that drives a run can stop it', async ({ there }) => {
  const pipe = new PipelineController({ name: 'halted', project: 'sdk tests', connection: there.connection }).addStep({
    name: 'halted sleep',
    script: { command: 'sleep 60' },
  })
  const driving = pipe.startLocally({ runStepsLocally: true })
  await eventually(
    async () => (await there.api.tasks.get_all({ name: '^halted sleep$', status: ['in_progress'], search_hidden: true })).tasks[0],
  )
  await pipe.stop('enough')
  const end = await driving
  expect(await end.wait()).toEqual({ status: 'stopped', reason: 'enough' })
})

test('a controller whose run another process drives stops acting', async ({ there }) => {
  const pipe = new PipelineController({ name: 'twice', project: 'sdk tests', connection: there.connection }).addStep({
    name: 'sleep',
    script: { command: 'sleep 3' },
  })
  const driving = pipe.startLocally({ runStepsLocally: true })
  const refused = driving.then(
    () => undefined,
    (error: unknown) => error,
  )
  const step = await eventually(
    async () => (await there.api.tasks.get_all({ name: '^sleep$', status: ['in_progress'], search_hidden: true })).tasks[0],
  )
  const run = String(step.parent)
  // The driver may append between the read and this append.
  await eventually(async () => {
    const { seq, engine_version } = await there.api.runs.get({ run })
    const events = [{ type: 'stop_requested', reason: 'the other one' }]
    return there.api.runs.append({ run, expected_seq: seq, engine_version, events }).catch((error: unknown) => {
      if (isApiError(error, 'run_conflict')) return undefined
      throw error
    })
  })
  expect(await refused).toBeInstanceOf(TakenOver)
})

ownServerTest('an invalid pipeline is refused as a whole, before anything is stored', async ({ world }) => {
  const there = await thereOf(world)
  const base = await aTask(there.connection)
  const pipe = new PipelineController({ name: 'wrong', project: 'sdk tests', connection: there.connection }).addStep({
    name: 'a',
    baseTaskId: base.id,
    parents: ['gone'],
    parameterOverride: { bare: '${nobody.id}' },
  })
  await expect(pipe.start()).rejects.toThrow(/'gone', which does not exist[\s\S]*names no section[\s\S]*no step 'nobody'/)
  expect((await there.api.tasks.get_all({ type: ['controller'], search_hidden: true })).tasks).toEqual([])
})

async function eventually<T>(check: () => Promise<T | undefined>): Promise<T> {
  const until = performance.now() + 20_000
  for (;;) {
    const found = await check()
    if (found !== undefined) return found
    if (performance.now() > until) throw new Error('The condition did not hold within 20 s.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

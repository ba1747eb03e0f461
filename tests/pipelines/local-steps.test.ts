import { openConnection, PipelineController, type StepOptions } from '@clearway/sdk'
import { aRepository } from '../../packages/runtime/src/environments/set-up.fixture.ts'
import { database, startServer, until, untilGone, type World } from '@clearway/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { logOf, stepsOf } from './pipeline-world.ts'

let world: World

beforeAll(async () => {
  world = await startServer(database)
  vi.stubEnv('CLEARML_API_SECRET_KEY', world.connection.secretKey)
  vi.stubEnv('CLEARML_AGENT_GIT_PASS', 'git-pass-word')
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await world[Symbol.asyncDispose]()
})

type Step = Omit<StepOptions, 'name'>

/** A pipeline that this process drives, with its steps as child processes. */
async function pipelineOf(steps: Readonly<Record<string, Step>>): Promise<PipelineController> {
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  const pipe = new PipelineController({ name: 'local steps', project: 'local', connection })
  for (const [name, step] of Object.entries(steps)) pipe.addStep({ name, ...step } as StepOptions)
  return pipe
}

/** Runs the pipeline to its end. */
async function localRun(steps: Readonly<Record<string, Step>>) {
  const run = await (await pipelineOf(steps)).startLocally({ runStepsLocally: true })
  const tasks = await stepsOf(world.api, run.id)
  const log = async (name: string): Promise<string> => withoutSetUp(await logOf(world.api, tasks.find((task) => task.name === name)!.id))
  return { status: (await run.wait()).status, tasks, log }
}

/** A log without the lines of the set-up, the last of which names the command. */
function withoutSetUp(log: string): string {
  return log.replace(/^(?:.*\n)*?Running .*\n?/, '')
}

const script = (binary: string, entry_point: string, diff = '') => ({ script: { script: { binary, entry_point, diff, repository: '' } } })

test('a local step ends with its own process, and its background processes end with it', async () => {
  const run = await localRun({ left: { script: { command: 'sleep 1000 & echo background $!' } } })
  expect(run.status).toBe('completed')
  await untilGone([Number(/background (\d+)/.exec(await run.log('left'))?.[1])], 5000)
})

test('a process that left the step’s group and holds its output does not delay the step’s end, and ends with the step', async () => {
  const run = await localRun({ left: { script: { command: 'setsid sleep 1000 & echo session $!' } } })
  expect(run.status).toBe('completed')
  await untilGone([Number(/session (\d+)/.exec(await run.log('left'))?.[1])], 5000)
})

test('a step of a repository runs at its commit, whatever the working folder holds', async () => {
  await using repository = await aRepository({
    'src/show.sh': 'for word in "$@"; do echo "[$word]"; done; cat data.txt',
    'src/data.txt': 'old',
  })
  const version_num = (await repository.git('rev-parse', 'HEAD')).trim()
  await repository.commit({ 'src/data.txt': 'new' })
  const code = { binary: 'sh', entry_point: `show.sh 'a b'`, working_dir: 'src', repository: repository.path, version_num }
  const run = await localRun({ committed: { script: { script: code } } })
  expect(run.status).toBe('completed')
  expect(await run.log('committed')).toBe('[a b]\nold')
})

/** Begins two processes that do not end at SIGTERM, the second in a session of its own, and waits for them. */
const leavesTwo = `(trap "" TERM; sleep 1000) & echo left $!; setsid sh -c 'trap "" TERM; echo left $$; sleep 1000' & wait`
const leftIn = (log: string): number[] => [...log.matchAll(/left (\d+)/g)].map(([, pid]) => Number(pid))

test('a time limit ends a step whose program waits for its children', async () => {
  const run = await localRun({
    slow: { script: { command: leavesTwo }, timeoutSeconds: 0.5 },
  })
  expect(run.status).toBe('failed')
  await untilGone(leftIn(await run.log('slow')), 5000)
})

test('a stop ends a step and its child processes', async () => {
  const pipe = await pipelineOf({ stopped: { script: { command: leavesTwo } } })
  const driven = pipe.startLocally({ runStepsLocally: true })
  const { api } = world
  let log = ''
  await until(async () => {
    const { tasks } = await api.tasks.get_all({ name: '^stopped$', status: ['in_progress'], search_hidden: true, only_fields: ['id'] })
    log = tasks[0] === undefined ? '' : await logOf(api, tasks[0].id)
    return leftIn(log).length === 2
  })
  await pipe.stop()
  const [step] = await stepsOf(api, (await driven).id)
  expect(step?.status).toBe('stopped')
  await untilGone(leftIn(log), 5000)
})

test('a command is split into words as by a shell, and a literal script may have any name', async () => {
  const show = 'console.log(JSON.stringify(process.argv.slice(2)))'
  const run = await localRun({
    shell: script('sh', `show.sh 'a b' "c'd" e\\ f`, 'for word in "$@"; do echo "[$word]"; done'),
    named: script('node', "don't stop.js", show),
    python: script('python3', 'my job.py', 'print("spaced")'),
    line: script('sh', "echo 'one  line'"),
  })
  expect(run.status).toBe('completed')
  expect(await run.log('shell')).toBe("[a b]\n[c'd]\n[e f]")
  expect(await run.log('named')).toBe('[]')
  expect(await run.log('python')).toBe('spaced')
  expect(await run.log('line')).toBe('one  line')
})

test('the environment of a step holds neither the server’s key nor the controller’s own variables', async () => {
  const run = await localRun({
    env: { script: { command: 'env' } },
    fails: { script: { command: 'env >&2; exit 3' } },
  })
  const { secretKey } = world.connection
  for (const name of ['env', 'fails']) {
    const log = await run.log(name)
    expect(log).toContain('CLEARML_API_SECRET_KEY=********')
    expect(log).not.toContain(secretKey)
    expect(log).not.toContain('git-pass-word')
  }
  expect(JSON.stringify(run.tasks)).not.toContain(secretKey)
})

test('a progress bar of a step is logged at intervals, not at each update', async () => {
  const bar = `for (let i = 0; i < 5000; i += 1) process.stdout.write('\\r' + i + ' '.repeat(40)); process.stdout.write('\\rdone\\n')`
  const run = await localRun({ bar: script('node', 'bar.js', bar) })
  const lines = (await run.log('bar')).split('\n')
  expect(lines.at(-1)).toBe('done')
  expect(lines.length).toBeLessThan(50)
})

test('a failed step is tried again after its wait, for which its time limit does not count', async () => {
  const command = 'echo "at $(date +%s%3N)"; exit 1'
  const run = await localRun({
    again: { script: { command }, retryOnFailure: 2, retryBackoff: { seconds: 0.8, factor: 2, maxSeconds: 1.2 }, timeoutSeconds: 60 },
  })
  expect(run.status).toBe('failed')
  const [first = 0, second = 0, third = 0] = [...(await run.log('again')).matchAll(/^at (\d+)$/gm)].map(([, at]) => Number(at))
  expect(second - first).toBeGreaterThanOrEqual(800)
  expect(third - second).toBeGreaterThanOrEqual(1200)
})

test('a run past its time limit stops its steps, and fails', async () => {
  const connection = await openConnection({ url: world.url, credentials: world.connection })
  const pipe = new PipelineController({ name: 'late', project: 'local', timeLimitSeconds: 1, connection })
  pipe.addStep({ name: 'slow', script: { command: 'sleep 1000' } })
  const run = await pipe.startLocally({ runStepsLocally: true })
  expect(await run.wait()).toEqual({ status: 'failed', reason: 'the run took longer than its time limit of 1 s' })
  expect((await stepsOf(world.api, run.id)).map(({ status }) => status)).toEqual(['stopped'])
})

import inspector from 'node:inspector'
import { exportedPipelines, type ExportedPipeline, openConnection } from '@clearway/sdk'
import { UsageError } from '../usage-error.ts'
import { choosePipeline } from './choose-pipeline.ts'
import { failureOf } from './host-failure.ts'
import { loadModule } from './load-module.ts'
import { type HostMessage, type HostRequest, requestVariable } from './messages.ts'
import { readParameters } from './read-parameters.ts'

/** Runs in a process of its own: loads a file of pipelines, as `node FILE` would, and answers the request of the parent process. */
export async function hostProgram(): Promise<void> {
  const request = JSON.parse(process.env[requestVariable] ?? '') as HostRequest
  // Programs that the file starts must not inherit the request.
  delete process.env[requestVariable]
  try {
    await send(await answer(request))
    process.exit(0)
  } catch (error) {
    await send({ type: 'failed', failure: failureOf(error, request.file) })
    process.exit(1)
  }
}

async function answer(request: HostRequest): Promise<HostMessage> {
  const { task, file, words, inspect } = request
  if (inspect !== undefined) awaitDebugger(inspect)
  process.argv.splice(1, Infinity, file, ...words)
  const pipelines = exportedPipelines(await loadModule(file))
  if (task === 'describe') return { type: 'described', pipelines: pipelines.map(({ name, parameters }) => ({ name, parameters })) }
  const chosen = choosePipeline(pipelines, request)
  if (request.retry !== undefined) return retry(chosen, request.retry)
  const parameters = readParameters(chosen, words)
  return task === 'check' ? check(chosen, parameters, request) : start(chosen, parameters, request)
}

type Values = Readonly<Record<string, unknown>>

async function check({ name, pipeline }: ExportedPipeline, parameters: Values, { queue }: HostRequest): Promise<HostMessage> {
  const connection = await openConnection()
  return {
    type: 'checked',
    pipeline: name,
    check: await pipeline.check(parameters, { connection, ...(queue === undefined ? {} : { queue }) }),
  }
}

async function retry({ pipeline }: ExportedPipeline, { run, ...what }: NonNullable<HostRequest['retry']>): Promise<HostMessage> {
  const { id, warnings } = await pipeline.retry(run, { connection: await openConnection(), ...what })
  return { type: 'retried', run: id, warnings }
}

async function start({ pipeline }: ExportedPipeline, parameters: Values, request: HostRequest): Promise<HostMessage> {
  const { mode, queue, project, tags, jobs } = request
  const connection = await openConnection()
  const shared = { connection, ...(project === undefined ? {} : { project }), ...(tags === undefined ? {} : { tags }) }
  if (mode === 'queue') {
    const { id, warnings } = await pipeline.run(parameters, { ...shared, ...(queue === undefined ? {} : { queue }) })
    return { type: 'queued', run: id, warnings }
  }
  const stop = new AbortController()
  process.on('message', () => stop.abort(new Error('stopped by a person')))
  const { id } = await pipeline.run(parameters, {
    ...shared,
    [mode]: true,
    ...(jobs === undefined ? {} : { jobs }),
    signal: stop.signal,
    onProgress: (progress) => void send({ type: 'progress', progress }),
  })
  return { type: 'ended', run: id }
}

function awaitDebugger(address: string): void {
  const at = address.lastIndexOf(':')
  inspector.open(Number(address.slice(at + 1)), address.slice(0, at), true)
  // `open` throws nothing, and does not wait, where it cannot listen.
  if (inspector.url() === undefined)
    throw new UsageError(`No debugger can connect to ${address}: nothing can listen there.`, {
      field: '--inspect',
      cure: 'Another process may have the port. Give another one: --inspect PORT; 0 takes a free one.',
    })
}

async function send(message: HostMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    if (process.send === undefined) resolve()
    else process.send(message, () => resolve())
  })
}

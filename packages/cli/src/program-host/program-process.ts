import { type ChildProcess, spawn } from 'node:child_process'
import { type Connection, InvalidPipeline } from '@clearway/sdk'
import { CommandFailed } from '../failure.ts'
import { describeEnd, outputOf } from '../processes/output-of.ts'
import { UsageError } from '../usage-error.ts'
import { type HostedPipeline, type HostFailure, type HostMessage, type HostRequest, hostWord, requestVariable } from './messages.ts'

/** A file of a project without `"type": "module"` is read as a module all the same, which Node would warn of at each start. */
const nodeFlags = ['--enable-source-maps', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON']

type Progress = Extract<HostMessage, { type: 'progress' }>['progress']
type Answer = Exclude<HostMessage, { type: 'progress' | 'failed' }>

export interface ProgramProcessOptions {
  readonly request: HostRequest
  /** The server, for a request that needs one. */
  readonly connection?: Connection
  readonly onProgress?: (progress: Progress) => void
  /** Called with each line that the file's own code prints. */
  readonly onLine: (line: string) => void
}

/** A file of the user, loaded in a process of its own, so that its code neither prints into this program's output nor ends it. */
export class ProgramProcess {
  readonly #child: ChildProcess
  /** Rejects with the error that is shown to the user. */
  readonly answer: Promise<Answer>

  constructor({ request, connection, onProgress, onLine }: ProgramProcessOptions) {
    const program = process.argv[1]
    if (program === undefined) throw new Error('This process was started without a program, so no other can be started like it.')
    // A process group of its own, so that Ctrl-C reaches it only through this process. By the channel it notices the end of this process.
    this.#child = spawn(process.execPath, nodeFlags.concat(program, hostWord), {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
      env: { ...process.env, ...(connection === undefined ? {} : serverVariables(connection)), [requestVariable]: JSON.stringify(request) },
    })
    // It may be in code that returns to no event loop, or at a breakpoint, and then it would notice nothing.
    process.once('exit', this.kill)
    this.answer = this.#wait(onLine, onProgress)
    // The command may end for another reason before it waits for the answer.
    this.answer.catch(() => {})
  }

  /** Ends the process at once. */
  readonly kill = (): void => void this.#child.kill('SIGKILL')

  /** Asks for the run that it drives to be stopped. */
  stop(): void {
    if (this.#child.connected) this.#child.send('stop')
  }

  async #wait(onLine: (line: string) => void, onProgress: ProgramProcessOptions['onProgress']): Promise<Answer> {
    let last: Answer | undefined
    let failure: HostFailure | undefined
    this.#child.on('message', (message) => {
      const received = message as HostMessage
      if (received.type === 'progress') onProgress?.(received.progress)
      else if (received.type === 'failed') failure = received.failure
      else last = received
    })
    const end = await outputOf(this.#child, onLine)
    process.off('exit', this.kill)
    if ('error' in end) throw end.error
    if (failure !== undefined) throw errorOf(failure)
    if (last === undefined) throw new CommandFailed(`The program ended by itself (${describeEnd(end)}) before its pipeline was started.`)
    return last
  }
}

/** The pipelines that a file exports. */
export async function describeFile(file: string, onLine: (line: string) => void): Promise<readonly HostedPipeline[]> {
  const { answer } = new ProgramProcess({ request: { task: 'describe', file, words: [], mode: 'queue' }, onLine })
  const described = await answer
  return described.type === 'described' ? described.pipelines : []
}

/** The variables that name the server, in place of those that name another one. */
function serverVariables({ url, filesUrl, credentials: { credentials, token } }: Connection): Record<string, string> {
  return {
    CLEARWAY_URL: url,
    CLEARML_FILES_HOST: filesUrl,
    ...(credentials === undefined
      ? { CLEARML_AUTH_TOKEN: token ?? '' }
      : { CLEARML_API_ACCESS_KEY: credentials.accessKey, CLEARML_API_SECRET_KEY: credentials.secretKey }),
  }
}

function errorOf({ kind, name, message, stack = '', field, cure, code, details, faults }: HostFailure): Error {
  if (kind === 'usage')
    return new UsageError(message, { ...(field === undefined ? {} : { field }), ...(cure === undefined ? {} : { cure }) })
  if (kind === 'load') return new CommandFailed(`${message} ${stack}`)
  if (name === 'InvalidPipeline' && faults !== undefined) {
    const pipeline = /'(.*)' cannot run:/.exec(message)?.[1] ?? ''
    return new InvalidPipeline(pipeline, faults)
  }
  // The parameters are flags of the command.
  if (name === 'InvalidParameters') return new UsageError(message, { cure: '`clearway run FILE --help` lists the parameters of a file.' })
  const known = name === 'ApiError' || name === 'NoServer'
  if (!known) return new CommandFailed(stack === '' ? message : stack)
  return Object.assign(new Error(message), { name, ...(code === undefined ? {} : { code }), ...(details === undefined ? {} : { details }) })
}

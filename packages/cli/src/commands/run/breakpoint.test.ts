import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { SourceMap } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { openTerminal } from '../../../test/terminal.ts'

/** What of an event of the debugger's protocol the tests read. */
interface Event {
  readonly id?: number
  readonly method?: string
  readonly result?: unknown
  readonly params?: {
    readonly reason?: string
    readonly url?: string
    readonly sourceMapURL?: string
    readonly callFrames?: readonly {
      readonly callFrameId: string
      readonly location: { readonly scriptId: string; readonly lineNumber: number }
    }[]
    readonly scriptId?: string
  }
}

/**
 * A debugger as an editor is one: it sets a breakpoint at a line of a source file, by the file's address and by the source map of any script that comes from
 * it. Answers the value of an expression where the program stops there, and lets it go on.
 */
async function valueAt(debuggerUrl: string, place: { readonly file: string; readonly line: number }, expression: string): Promise<unknown> {
  const file = pathToFileURL(place.file).href
  const socket = new WebSocket(debuggerUrl)
  const waiting = new Map<number, (result: unknown) => void>()
  const send = <T>(method: string, params: object = {}): Promise<T> =>
    new Promise((resolve) => {
      const id = waiting.size + 1
      waiting.set(id, resolve as (result: unknown) => void)
      socket.send(JSON.stringify({ id, method, params }))
    })
  const breakpointsOf = async ({ url = '', sourceMapURL = '' }: NonNullable<Event['params']>): Promise<void> => {
    const payload = JSON.parse(Buffer.from(sourceMapURL.split('base64,')[1] ?? '', 'base64').toString()) as ConstructorParameters<
      typeof SourceMap
    >[0]
    const source = payload.sources.findIndex((name) => new URL(name, url).href === file)
    if (source < 0) return
    const map = new SourceMap(payload)
    for (let lineNumber = 0; lineNumber < payload.mappings.split(';').length; lineNumber += 1) {
      const entry = map.findEntry(lineNumber, 1000)
      if (!('originalLine' in entry) || entry.originalSource !== payload.sources[source]) continue
      if (entry.generatedLine === lineNumber && entry.originalLine === place.line - 1)
        return void (await send('Debugger.setBreakpointByUrl', { url, lineNumber }))
    }
  }
  const mapped: Promise<void>[] = []
  const found = Promise.withResolvers<unknown>()
  const onPaused = async ({ reason, callFrames: [frame] = [] }: NonNullable<Event['params']>): Promise<void> => {
    // Before a script with a source map begins: its breakpoints have to be there.
    await Promise.all(mapped)
    if (reason !== 'instrumentation' && frame !== undefined) {
      const { result } = await send<{ result: { value?: unknown } }>('Debugger.evaluateOnCallFrame', {
        callFrameId: frame.callFrameId,
        expression,
      })
      found.resolve(result.value)
    }
    await send('Debugger.resume')
  }
  socket.addEventListener('message', ({ data }) => {
    const { id, method, result, params = {} } = JSON.parse(String(data)) as Event
    if (id !== undefined) waiting.get(id)?.(result)
    if (method === 'Debugger.scriptParsed' && params.sourceMapURL?.startsWith('data:') === true) mapped.push(breakpointsOf(params))
    if (method === 'Debugger.paused') void onPaused(params)
    // An editor lets go of a program that is about to end.
    if (method === 'NodeRuntime.waitingForDisconnect') socket.close()
  })
  socket.addEventListener('close', () => found.reject(new Error('The program ended, and was nowhere stopped.')))
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  await send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true })
  await send('Debugger.enable')
  await send('Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptWithSourceMapExecution' })
  await send('Debugger.setBreakpointByUrl', { url: file, lineNumber: place.line - 1 })
  await send('Runtime.runIfWaitingForDebugger')
  return found.promise
}

const plain = [
  "import { pipeline, step } from '@clearway/sdk'",
  "const doubled = step('doubled', ({ count }: { count: number }): number => {",
  '  const total = count + 1',
  '  return total * 2',
  '})',
  "export default pipeline('doubles', { count: 5 }, async ({ count }) => ({ doubled: await doubled({ count }) }))",
]
/** Node cannot load these: the files are bundled, and the debugger finds them by the source map. */
const withEnum = [
  "import { pipeline, step } from '@clearway/sdk'",
  "import { scaleOf } from './lib/scale.js'",
  'enum Kind { Small = 1, Large = 2 }',
  "const scaled = step('scaled', ({ count, kind }: { count: number; kind: Kind }): number => scaleOf(count * kind))",
  "export default pipeline('scales', { count: 5 }, async ({ count }) => ({ scaled: await scaled({ count, kind: Kind.Large }) }))",
]
const imported = ['export function scaleOf(by: number): number {', '  const factor: number = 10', '  return by * factor', '}']

test.each([
  ['a file that Node loads', 'plain.ts', { file: 'plain.ts', line: 4 }, 'total', 6, { doubled: 12 }],
  ['a file that one imports which Node cannot load', 'enum.ts', { file: 'lib/scale.ts', line: 3 }, 'by + factor', 20, { scaled: 100 }],
] as const)(
  'a debugger stops at a line of %s, reads a variable there, and the run goes on',
  async (_, program, { file, line }, read, value, result) => {
    await using user = await openTerminal({ CLEARWAY_PORT: '0' })
    await symlink(join(import.meta.dirname, '../../../../../node_modules'), join(user.folder, 'node_modules'))
    await mkdir(join(user.folder, 'lib'))
    for (const [name, lines] of Object.entries({ 'plain.ts': plain, 'enum.ts': withEnum, 'lib/scale.ts': imported }))
      await writeFile(join(user.folder, name), lines.join('\n'))
    const running = user.start('run', join(user.folder, program), '--debug', '--inspect', '0')
    const [, url = ''] = await running.until(/Debugger listening on (ws:\S+)/)
    expect(await valueAt(url, { file: join(user.folder, file), line }, read)).toBe(value)
    const { code, stdout, stderr } = await running.ended
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout.slice(stdout.indexOf('result\n') + 'result\n'.length))).toEqual(result)
  },
)

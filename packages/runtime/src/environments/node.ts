import { basename, join } from 'node:path'
import { asFile, entryWords, literalEntry } from '../words/entry-point.ts'
import { fetchBundle, findBundle } from './bundle.ts'
import { prepareCode, writeLiteral } from './code.ts'
import { installPackages } from './npm.ts'
import { type Prepared, type SetUp, inPhase, literalScript } from './script.ts'

export function isNode(binary: string): boolean {
  return /^node(js)?\d*(\.exe)?$/.test(basename(binary))
}

/** A task for Node: its bundle, else its literal script, else a file of its repository. It runs on the Node that runs the agent. */
export async function prepareNode(setUp: SetUp): Promise<Prepared> {
  const { script, artifacts, cache } = setUp
  const code = await inPhase(setUp, 'code', async () => prepareCode(setUp))
  const bundle = findBundle(artifacts)
  const literal = literalScript(script)
  const entry = script.entry_point?.trim() || 'step.mjs'
  // Node caches compiled code there, so that a step starts sooner.
  const env = { NODE_COMPILE_CACHE: join(cache, 'node-compile') }
  const prepared = (words: readonly string[]): Prepared => ({
    command: [process.execPath, ...words],
    shown: `${entry} with Node ${process.versions.node}`,
    cwd: code.cwd,
    env,
    commit: code.commit,
  })
  if (bundle === undefined && literal === undefined) {
    if (!script.repository) throw new Error('The task has no code: no bundle, no script and no repository.')
    await inPhase(setUp, 'environment', async () => installPackages(setUp, code))
    return prepared(await entryWords(code.cwd, entry))
  }
  const { file, args } = literalEntry(entry, 'node')
  // A bundle with a source map then names the user's files and lines in its errors.
  if (bundle !== undefined)
    return prepared(['--enable-source-maps', await inPhase(setUp, 'code', async () => fetchBundle(setUp, bundle, file)), ...args])
  writeLiteral(code, file, literal ?? '')
  return prepared([asFile(file), ...args])
}

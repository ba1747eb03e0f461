import { basename, join } from 'node:path'
import { splitWords } from '@clearway/sdk/process'
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
  const code = await inPhase(setUp, 'code', async () => await prepareCode(setUp))
  const [name = 'step.mjs', ...args] = splitWords(script.entry_point ?? '')
  const bundle = findBundle(artifacts)
  const literal = literalScript(script)
  const file = bundle
    ? await inPhase(setUp, 'code', async () => await fetchBundle(setUp, bundle, name))
    : literal === undefined
      ? name
      : await writeLiteral(code, name, literal)
  if (!bundle && literal === undefined && !script.repository)
    throw new Error('The task has no code: no bundle, no script and no repository.')
  if (!bundle && literal === undefined) await inPhase(setUp, 'environment', async () => await installPackages(setUp, code))
  // Compiled code is kept beside the bundles: a step starts the sooner for it.
  const env = { NODE_COMPILE_CACHE: join(cache, 'node-compile') }
  return { command: [process.execPath, file, ...args], cwd: code.cwd, env, commit: code.commit }
}

import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolders } from '@clearway/contract/make-folders'
import { buildOnce } from './build-once.ts'
import { environmentKey } from './environment-key.ts'
import type { Python } from './find-python.ts'
import { extendedNetrc } from './netrc.ts'
import { hideLogins } from './requirement-logins.ts'
import { mayChange, optionOf, type RequirementList } from './requirements.ts'
import { runTool } from './run-tool.ts'
import type { SetUp } from './script.ts'

interface Wanted {
  /** Installed one after another. */
  readonly lists: readonly RequirementList[]
  readonly python: Python
  readonly uv: string | undefined
  /** Where relative paths in the lines start from. */
  readonly cwd: string
}

/** A virtual environment with these requirements: from the cache, built first if need be. One that holds what may change serves this attempt only. */
export async function pythonEnvironment(setUp: SetUp, wanted: Wanted): Promise<string> {
  const { lists, python } = wanted
  if (lists.some(({ lines, constraints }) => [...lines, ...constraints].some(mayChange))) {
    const target = join(setUp.attemptRoot, 'environment')
    await build(setUp, wanted, target)
    return target
  }
  const key = environmentKey(lists, python)
  const count = lists.reduce((sum, { lines }) => sum + lines.length, 0)
  setUp.log(`Python ${python.version}, ${count} requirement${count === 1 ? '' : 's'}, environment ${key.slice(0, 12)}`)
  return buildOnce(join(setUp.cache, 'environments', key), setUp.signal, async (target) => build(setUp, wanted, target))
}

async function build(setUp: SetUp, { lists: given, python, uv, cwd }: Wanted, target: string): Promise<void> {
  const { log, signal } = setUp
  const begun = performance.now()
  await makeFolders(target)
  const { lists, gitEnv, netrc } = hideLogins(given, setUp.env, uv === undefined ? python : undefined)
  const netrcFile = join(target, 'netrc')
  if (netrc.length > 0) await writeFile(netrcFile, await extendedNetrc(setUp.env, netrc), { mode: 0o600 })
  const env = { ...setUp.env, UV_PYTHON_DOWNLOADS: 'never', UV_NO_PROGRESS: '1', ...gitEnv, ...(netrc.length > 0 && { NETRC: netrcFile }) }
  const tool = { cwd, env, log, signal }
  const inside = join(target, 'bin', 'python')
  if (uv === undefined) await runTool(python.executable, ['-m', 'venv', ...(lists.length === 0 ? ['--without-pip'] : []), target], tool)
  else await runTool(uv, ['venv', '--quiet', '--allow-existing', '--no-project', '--python', python.executable, target], tool)
  for (const [index, list] of lists.entries()) {
    if (uv === undefined) {
      const files = await writeList(target, index, list)
      await runTool(inside, ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off', ...files], tool)
    } else {
      const { list: rest, options } = forUv(list)
      const files = await writeList(target, index, rest)
      await runTool(uv, ['pip', 'install', '--python', inside, '--compile-bytecode', ...options, ...files], tool)
    }
  }
  await rm(netrcFile, { force: true })
  log(`Environment built in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
}

/** Lines go to the tools in files, where none of them can be an option of the command. */
async function writeList(target: string, index: number, { lines, constraints }: RequirementList): Promise<readonly string[]> {
  const write = async (name: string, text: readonly string[]): Promise<string> => {
    const file = join(target, `${name}${index === 0 ? '' : index + 1}.txt`)
    // Addresses in it may hold passwords.
    await writeFile(file, `${text.join('\n')}\n`, { mode: 0o600 })
    return file
  }
  const requirement = ['--requirement', await write('requirements', lines)]
  return constraints.length === 0 ? requirement : [...requirement, '--constraint', await write('constraints', constraints)]
}

/**
 * The options that uv ignores in a list of requirements and takes on its command line. Option and value are one word, so that no value is read as an
 * option.
 */
const uvOptions: Readonly<Record<string, (value: string) => readonly string[]>> = {
  '--trusted-host': (host) => [`--allow-insecure-host=${host}`],
  '--pre': () => ['--prerelease=allow'],
  '--require-hashes': () => ['--require-hashes'],
  // uv always takes a built package where there is one.
  '--prefer-binary': () => [],
}

function forUv({ lines, constraints }: RequirementList): { readonly list: RequirementList; readonly options: readonly string[] } {
  const optionsOf = (line: string): readonly string[] | undefined => {
    const { name = '', value = '' } = optionOf(line) ?? {}
    return uvOptions[name]?.(value)
  }
  return {
    list: { lines: lines.filter((line) => optionsOf(line) === undefined), constraints },
    options: lines.flatMap((line) => optionsOf(line) ?? []),
  }
}

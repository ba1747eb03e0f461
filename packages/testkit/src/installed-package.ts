import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'

const root = join(import.meta.dirname, '..', '..', '..')

/** Builds the published package and installs it into an empty folder, as a user does. Answers the folder. */
export async function installPackage(): Promise<{ readonly url: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-package-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 })
  try {
    await using cleanUp = new AsyncDisposableStack()
    const out = join(folder, 'built')
    cleanUp.defer(() => rm(out, { recursive: true, force: true }))
    const { stdout } = await execa('node', [join(root, 'scripts/pack.ts'), '--out', out], { all: true, localDir: root, preferLocal: true })
    const project = join(folder, 'project')
    await cp(stdout, join(project, 'clearway.tgz'))
    await execa('npm', ['install', './clearway.tgz', '--prefer-offline', '--no-audit', '--no-fund'], {
      cwd: project,
      env: userEnvironment(),
      extendEnv: false,
      all: true,
    })
    return { url: project, [Symbol.asyncDispose]: remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** The environment of a user's shell: without what `npm run` has put into ours, so that `node` is the one of the machine. */
export function userEnvironment(): Record<string, string> {
  const { PATH = '', ...others } = process.env
  const own = Object.entries(others).filter(
    ([name, value]) => value !== undefined && !/^(npm_|CLEARWAY_|CLEARML_|TRAINS_|VITEST|NODE_)/i.test(name),
  )
  const path = PATH.split(delimiter).filter((folder) => !folder.includes('node_modules'))
  return { ...(Object.fromEntries(own) as Record<string, string>), PATH: path.join(delimiter) }
}

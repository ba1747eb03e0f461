import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import { programOptions, programs, root } from '@clearway/cli/programs'

const cache = join(root, 'node_modules', '.cache', 'clearway-test-programs')
const launcher = join(root, 'packages', 'cli', 'bin')
const day = 86_400_000

/** The programs that tests start most: those of the published package, and the testkit's own. */
export const entryPoints = {
  ...programs,
  'server-process': 'packages/testkit/src/server-process.ts',
  'agent-process': 'packages/testkit/src/agent-process.ts',
  'observed-agent': 'packages/agent/test/observed-agent.ts',
}

/**
 * Bundles the server, the agent and the command line with all they import, so that a process loads ten files instead of two thousand: it then starts in
 * less than half of the processor's time. They lie as in the published package: the launcher in `bin`, the programs in `dist`. The folder is named after
 * its content: where nothing changed, what Node compiled of it in an earlier run still serves.
 */
export async function bundlePrograms(): Promise<{ readonly url: string } & AsyncDisposable> {
  const { outputFiles } = await build({
    ...programOptions,
    entryPoints,
    outdir: cache,
    // The AWS SDK is loaded by few tests, and it is large.
    external: [...programOptions.external, '@aws-sdk/*'],
  })
  const hash = createHash('sha256')
  for (const name of await readdir(launcher)) hash.update(await readFile(join(launcher, name)))
  for (const { path, hash: content } of outputFiles) hash.update(`${path} ${content}\n`)
  const folder = join(cache, hash.digest('hex').slice(0, 16))
  await mkdir(cache, { recursive: true })
  const made = await mkdtemp(join(cache, 'new-'))
  await mkdir(join(made, 'dist'))
  for (const { path, contents } of outputFiles) await writeFile(join(made, 'dist', basename(path)), contents)
  await cp(launcher, join(made, 'bin'), { recursive: true })
  await symlink(join(root, 'build', 'web'), join(made, 'web'))
  // Without it Node tries each file as CommonJS first.
  await writeFile(join(made, 'package.json'), JSON.stringify({ type: 'module' }))
  // Another run may have made the same, or be using it.
  await rename(made, folder).catch(() => rm(made, { recursive: true }))
  await utimes(folder, new Date(), new Date())
  await removeOld()
  return { url: folder, [Symbol.asyncDispose]: () => Promise.resolve() }
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name)
    // Another run may rename or remove it meanwhile.
    const found = await stat(folder).catch(() => undefined)
    if (found !== undefined && found.mtimeMs < Date.now() - day) await rm(folder, { recursive: true, force: true })
  }
}

import { execFileSync } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildExample, buildPrograms, buildSdk } from './pack/bundles.ts'
import { packageManifest } from './pack/manifest.ts'
import { noticesOf } from './pack/notices.ts'
import { root } from '../packages/cli/programs.ts'
import { buildSdkTypes } from './pack/sdk-types.ts'

/**
 * `npm run pack [-- --out FOLDER]` builds the published package `clearway` below FOLDER (default: `build`), packs it into a tarball there, and checks both.
 * It holds bundled JavaScript, because Node strips no types inside of `node_modules`: the programs and their threads in `dist`, the SDK with its types in
 * `sdk`, the web app in `web`, the example of `clearway demo`, and the launcher in `bin`. Standard output names the tarball.
 */
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'build') } } })
const out = resolve(values.out)
const target = join(out, 'clearway')
await rm(target, { recursive: true, force: true })
await mkdir(target, { recursive: true })

const [inputs] = await Promise.all([
  Promise.all([buildPrograms(target), buildSdk(target), buildExample(target)]),
  buildSdkTypes(join(target, 'sdk')),
])
const webInputs = JSON.parse(await readFile(join(root, 'build/web-inputs.json'), 'utf8')) as string[]
const manifest = packageManifest()
await Promise.all([
  writeFile(join(target, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`),
  writeFile(join(target, 'NOTICES.txt'), await noticesOf([...inputs.flat(), ...webInputs])),
  cp(join(root, 'packages/cli/templates'), join(target, 'templates'), { recursive: true }),
  cp(join(root, 'build/web'), join(target, 'web'), { recursive: true }),
  cp(join(root, 'docs/install.md'), join(target, 'README.md')),
  cp(join(root, 'LICENSE'), join(target, 'LICENSE')),
  cp(join(root, 'CHANGELOG.md'), join(target, 'CHANGELOG.md')),
])
const tarball = join(out, `clearway-${manifest.version}.tgz`)
run('npm', 'pack', target, '--pack-destination', out, '--loglevel=error')
run('publint', target, '--strict')
run('attw', tarball, '--profile', 'esm-only')
console.log(tarball)

/** Runs a tool with its output on standard error, and throws if it finds a fault. */
function run(tool: string, ...words: readonly string[]): void {
  execFileSync(tool, words, { cwd: root, stdio: ['ignore', 2, 2] })
}

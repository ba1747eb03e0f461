import type { Artifact as WireArtifact, Script } from '@clearway/contract'
import { open, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { BuildOptions, Loader, Metafile, Plugin } from 'esbuild'
import { entryFile } from './functions/describe-error.ts'
import type { Connection } from './connection.ts'
import { pathSegment } from './task/file-path.ts'
import { hashOf, storeOnce } from './task/files.ts'

/** A program, bundled into one file. */
export interface Bundle {
  /** Ends in `.mjs`. */
  readonly name: string
  /** The JavaScript module. */
  readonly bytes: Uint8Array
  /** sha256 of the bytes, hex. */
  readonly hash: string
}

/** A binary, which no bundle holds. */
const bundler = ['esbuild']

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
  return (await bundled({ entryPoints: [entry], banner: { js: banner } })).bytes
}

/** A bundle, and the files that it was made of. */
export interface BundledProgram extends Bundle {
  readonly files: ReadonlySet<string>
}

/**
 * Bundles the file that defines pipelines and steps, with an entry that runs the one of them that its arguments name. Its stack traces name the files
 * and lines of the sources, relative to the folder of their `package.json`, so that they mean the same on every machine.
 */
export async function bundleFunctions(file: string): Promise<BundledProgram> {
  const root = packageFolder(file)
  const name = `${pathSegment(basename(file, extname(file)))}.mjs`
  const { bytes, files } = await bundledFunctions({
    stdin: {
      // The module is used as a value, so that it is bundled also where its package.json declares no side effects.
      contents: [
        `import * as program from ${JSON.stringify(`./${basename(file)}`)}`,
        `globalThis[Symbol.for('clearway.module')] = program`,
        `await globalThis[Symbol.for('clearway.program')].run()`,
        '',
      ].join('\n'),
      resolveDir: dirname(file),
      sourcefile: entryFile,
    },
    absWorkingDir: root,
    outfile: join(root, name),
    sourcemap: 'inline',
    sourcesContent: false,
    define: { 'import.meta.main': 'false' },
    banner: { js: `${banner}globalThis[Symbol.for('clearway.bundle')] = true\n` },
  })
  return { name, bytes, hash: await hashOf({ bytes }), files: new Set([...files].map((path) => join(root, path))) }
}

/** What checks values against TypeBox schemas: a third of the code of a bundle. */
const typeBoxValues = 'typebox/value'

/** Bundles functions with the SDK. What it checks TypeBox schemas with is left out where nothing else imports TypeBox, because then there is no such schema. */
async function bundledFunctions(options: BuildOptions): Promise<Bundled> {
  const without = await bundled({ ...options, external: [...bundler, typeBoxValues] })
  const [own, ...others] = without.imports.filter(({ path, original = path }) => /^typebox(\/|$)/.test(original))
  return own === undefined || (own.external === true && others.length === 0) ? without : bundled(options)
}

/**
 * Bundles a file with the files that it imports by paths, as one module to be loaded in the place of the file. Packages are left to be imported, and
 * stack traces name the files and lines of the sources.
 */
export async function bundleSources(file: string): Promise<string> {
  const { bytes } = await bundled({
    entryPoints: [file],
    packages: 'external',
    absWorkingDir: dirname(file),
    outfile: `${file}.mjs`,
    sourcemap: 'inline',
    sourcesContent: false,
    banner: { js: banner },
  })
  return new TextDecoder().decode(bytes)
}

/** The program's own package is no part of a step's code. */
const ownPackages = ['clearway', '@clearway/*']

/**
 * Bundles files as `bundleFunctions` does, without this package, to be compared with other such bundles. `source` gives the text of a file that is not to be
 * read as it is.
 */
export async function bundleToCompare(files: readonly string[], source: (path: string) => string | undefined): Promise<Uint8Array> {
  const [first = ''] = files
  const scheme = 'clearway-entry:'
  const plugin: Plugin = {
    name: 'clearway-sources',
    setup(build) {
      // Their definitions count, also where their package.json declares no side effects.
      build.onResolve({ filter: /^clearway-entry:/ }, ({ path }) => ({
        path: files[Number(path.slice(scheme.length))] ?? '',
        sideEffects: true,
      }))
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) => {
        const contents = source(path)
        return contents === undefined ? undefined : { contents, loader: loaderOf(path) }
      })
    },
  }
  const { bytes } = await bundled({
    stdin: { contents: files.map((_, at) => `import '${scheme}${at}'`).join('\n'), resolveDir: dirname(first), sourcefile: 'entry.mjs' },
    absWorkingDir: packageFolder(first),
    define: { 'import.meta.main': 'false' },
    external: [...bundler, ...ownPackages],
    plugins: [plugin],
  })
  return bytes
}

function loaderOf(path: string): Loader {
  const [, isTypeScript, isJsx] = /\.[cm]?(?:(t)|j)s(x?)$/.exec(path) ?? []
  return `${isTypeScript === undefined ? 'js' : 'ts'}${isJsx === 'x' ? 'x' : ''}` as Loader
}

/** The nearest folder above a file that has a `package.json`; else the file's own. */
function packageFolder(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) return dirname(file)
  }
}

interface Bundled {
  readonly bytes: Uint8Array
  readonly files: readonly string[]
  /** All imports in these files. */
  readonly imports: Metafile['inputs'][string]['imports']
}

async function bundled(options: BuildOptions): Promise<Bundled> {
  // Loaded on demand: a bundle that an agent runs needs no bundler, and esbuild may not be installed there.
  const esbuild = await import('esbuild')
  const { outputFiles, metafile } = await esbuild.build({
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: false,
    keepNames: true,
    sourcemap: false,
    logLevel: 'silent',
    external: bundler,
    ...options,
    write: false,
    metafile: true,
  })
  const [output] = outputFiles
  if (output === undefined) throw new Error('The program could not be bundled: the bundler gave nothing back.')
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports)
  return { bytes: output.contents, files: Object.keys(metafile.inputs), imports }
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

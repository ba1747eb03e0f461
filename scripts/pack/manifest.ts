import { type Manifest, manifestOf } from './read-manifest.ts'

/** The packages that are installed beside the bundles, and the manifest that says their version. */
const besides = {
  // A binary, which bundles users' programs.
  esbuild: 'packages/sdk',
  // Its types are part of the SDK's types, and programs with its schemas load it.
  typebox: 'packages/contract',
} as const

interface PublishedManifest extends Manifest {
  readonly [key: string]: unknown
}

/** Makes the manifest of the published package from those of the workspace. */
export function packageManifest(): PublishedManifest {
  const { version, license, engines, optionalDependencies = {} } = manifestOf('.') as Manifest & { readonly engines: object }
  return {
    name: 'clearway',
    version,
    description: 'Pipelines for machine learning that never block themselves: server, agent, command line and SDK.',
    keywords: ['pipeline', 'machine-learning', 'mlops', 'workflow', 'clearml'],
    license,
    type: 'module',
    bin: { clearway: 'bin/clearway.js' },
    exports: { '.': { types: './sdk/index.d.ts', default: './sdk/index.js' }, './package.json': './package.json' },
    files: ['bin', 'dist', 'sdk', 'templates', 'web', 'examples', 'NOTICES.txt', 'CHANGELOG.md'],
    sideEffects: false,
    engines,
    dependencies: Object.fromEntries(Object.entries(besides).map(([name, from]) => [name, versionIn(from, name)])),
    optionalDependencies,
  }
}

function versionIn(path: string, name: string): string {
  const version = manifestOf(path).dependencies?.[name]
  if (version === undefined) throw new Error(`${path}/package.json has no dependency ${name}, which the published package needs.`)
  return version
}

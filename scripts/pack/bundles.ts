import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type BuildOptions } from 'esbuild'
import { banner } from '../../packages/sdk/src/bundle.ts'
import { programOptions, programs, root } from '../../packages/cli/programs.ts'

/** Bundles the programs into `dist` with all their packages, so that a server loads twenty files instead of two thousand, and copies the launcher to `bin`. */
export async function buildPrograms(target: string): Promise<string[]> {
  const launcher = join(root, 'packages/cli/bin')
  await cp(launcher, join(target, 'bin'), { recursive: true, filter: (file) => !file.endsWith('from-source.js') })
  return bundle({
    entryPoints: programs,
    outdir: join(target, 'dist'),
    // V8 keeps the source of what it loads: without its white space an idle server takes 14 MB less.
    minifyWhitespace: true,
    minifySyntax: true,
  })
}

/** Bundles the SDK into `sdk`, for whatever Node users’ programs run on. */
export async function buildSdk(target: string): Promise<string[]> {
  // TypeBox is installed beside it, so that the SDK's bundler can leave it out of programs that do not use it.
  const external = [...programOptions.external, 'typebox']
  return bundle({ entryPoints: { index: 'packages/sdk/src/index.ts' }, outdir: join(target, 'sdk'), target: 'node20', external })
}

/** Bundles each program of the example into one file, which begins like the bundles that the SDK makes: it is stored with its task as it is. */
export async function buildExample(target: string): Promise<string[]> {
  const example = join(target, 'examples/iris')
  await cp(join(root, 'examples/iris/data'), join(example, 'data'), { recursive: true })
  return bundle({
    entryPoints: ['step1-dataset', 'step2-prepare', 'step3-train', 'pipeline'].map((name) => `examples/iris/src/${name}.ts`),
    outdir: join(example, 'src'),
    splitting: false,
    banner: { js: banner },
  })
}

/** Writes a bundle, and gives the files that went into it. */
async function bundle(options: BuildOptions): Promise<string[]> {
  const { metafile } = await build({ ...programOptions, legalComments: 'none', ...options, write: true, metafile: true })
  return Object.keys(metafile.inputs)
}

import { join } from 'node:path'
import { build } from 'tsdown'
import { root } from '../../packages/cli/programs.ts'

/** Bundles the types of the SDK into one file, with those of the packages that it is made of. */
export async function buildSdkTypes(outDir: string): Promise<void> {
  await build({
    config: false,
    cwd: root,
    entry: { index: 'packages/sdk/src/index.ts' },
    // The sources of the SDK alone: the types of the whole workspace take six times as long.
    tsconfig: join(root, 'tsconfig.sdk.json'),
    outDir,
    clean: false,
    format: 'esm',
    fixedExtension: false,
    dts: { emitDtsOnly: true },
    deps: { alwaysBundle: [/^@clearway\//], neverBundle: [/^typebox(\/|$)/], onlyBundle: false },
    report: false,
    logLevel: 'error',
  })
}

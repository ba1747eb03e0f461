import { dirname, join } from 'node:path'
import { findProgram } from '../find-program.ts'
import type { Code } from './code.ts'
import { isThere } from '../is-there.ts'
import { runTool } from './run-tool.ts'
import type { SetUp } from './script.ts'

/**
 * Installs what a repository's lock file names, in the nearest folder above the working folder that has one. Without a lock file nothing is
 * installed: the same task would run with other packages tomorrow.
 */
export async function installPackages({ env, log, signal }: SetUp, { root, cwd }: Code): Promise<void> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (await isThere(join(folder, 'package-lock.json'))) {
      if (await isThere(join(folder, 'node_modules'))) return
      const npm = findProgram('npm', env['PATH'])
      if (npm === undefined) throw new Error('The repository has a package-lock.json, and there is no npm on the PATH to install from it.')
      log('Installing packages (npm ci)')
      await runTool(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, env, log, signal })
      return
    }
    if (folder === root) return
  }
}

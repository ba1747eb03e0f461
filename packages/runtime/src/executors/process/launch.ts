import type { ChildProcess } from 'node:child_process'
import { statSync } from 'node:fs'
import { type ProcessFiles, saveIdentity, savePlan } from './process-files.ts'
import type { ExecutionSpec, StartOptions } from '../executor.ts'
import { faultPoint } from '../../fault.ts'
import { findProgram } from '../../find-program.ts'
import { launchPlan, variablesFile } from './launch-plan.ts'
import type { Launcher } from './launcher.ts'
import { tooLongWord } from './longest-word.ts'
import { withoutShell } from './without-shell.ts'

export interface LaunchOptions extends StartOptions {
  readonly takeLauncher: () => Promise<Launcher>
  /** Whether the step ends with this process. */
  readonly isTied: boolean
}

/**
 * Starts a step under a launcher and resolves once its identity is recorded and it has the permission to run. The returned process is the launcher,
 * whose end means that the exit code is written.
 */
export async function launch(files: ProcessFiles, spec: ExecutionSpec, options: LaunchOptions): Promise<ChildProcess> {
  const { takeLauncher, isTied, signal, permission } = options
  const { cwd } = spec
  const command = withoutShell(spec.command, spec.env['PATH'])
  const [name = '', ...args] = command
  // A shell would have set it.
  const env = command === spec.command ? spec.env : { PWD: cwd, ...spec.env }
  // Resolved here because the launcher's shell would take a bare `test` or `exit` for its own.
  const program = findProgram(name, env['PATH'])
  if (program === undefined) throw new Error(`The program "${name}" was not found on the PATH.`)
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true) throw new Error(`The working folder ${cwd} does not exist.`)
  const tooLong = tooLongWord([program, ...args], env)
  if (tooLong !== undefined) throw new Error(tooLong)
  const plan = savePlan(files, launchPlan(files, { program, args, cwd, env, isTied }), variablesFile(env))
  const launcher = await takeLauncher()
  try {
    saveIdentity(files, launcher.identity)
    faultPoint('launcher recorded')
    // However long that takes: the server may be away.
    await permission
    signal?.throwIfAborted()
    launcher.run(plan, isTied)
    faultPoint('launched')
    return launcher.child
  } catch (error) {
    launcher.dismiss()
    throw error
  }
}

import type { Artifact as WireArtifact, Script } from '@clearway/contract'
import { bundleProgram, storeBundle } from '../bundle.ts'
import type { Connection } from '../connection.ts'

/** The program of a task. */
export type Program =
  /** A TypeScript or JavaScript file, bundled with everything that it imports into one file for Node. */
  | { readonly file: string }
  /** A shell command. */
  | { readonly command: string }
  /** Python source, and the packages that pip has to install for it. */
  | { readonly python: string; readonly requirements?: readonly string[]; readonly entryPoint?: string }
  /** ClearML's script document, unchanged: for code in a repository. */
  | { readonly script: Script }

/** The fields of a task that hold its program. */
export interface ProgramFields {
  readonly script: Script
  readonly execution?: { readonly artifacts: WireArtifact[] }
}

/** Prepares a program to be run elsewhere; a file is bundled and uploaded. */
export async function programFields(connection: Connection, program: Program): Promise<ProgramFields> {
  if ('script' in program) return { script: program.script }
  if ('command' in program) return { script: { ...noRepository, binary: 'sh', ...commandLine(program.command.trim()) } }
  if ('python' in program) {
    const { python, requirements = [], entryPoint = 'script.py' } = program
    return {
      script: {
        ...noRepository,
        binary: 'python3',
        entry_point: entryPoint,
        diff: python,
        requirements: { pip: requirements.map((line) => `${line}\n`).join('') },
      },
    }
  }
  const { script, artifact } = await storeBundle(connection, await bundleProgram(program.file))
  return { script, execution: { artifacts: [artifact] } }
}

const noRepository = { repository: '', working_dir: '.' } as const

/** ClearML's agent understands `-c` in the entry point as well; a command of several lines is stored as a script. */
function commandLine(command: string): Pick<Script, 'entry_point' | 'diff'> {
  return command.includes('\n') ? { entry_point: 'command.sh', diff: `${command}\n` } : { entry_point: `-c ${command}`, diff: '' }
}

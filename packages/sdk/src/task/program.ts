import type { Artifact as WireArtifact, Script } from '@clearway/contract'
import { bundleProgram, storeBundle } from '../bundle.ts'
import type { Connection } from '../connection.ts'

/** What a task runs. */
export type Program =
  /** A TypeScript or JavaScript file, bundled with all that it imports into one file for Node. */
  | { readonly file: string }
  /** A shell command. */
  | { readonly command: string }
  /** Python source, and what pip has to install for it. */
  | { readonly python: string; readonly requirements?: readonly string[]; readonly entryPoint?: string }
  /** ClearML's script document, as it is: for code that lies in a repository. */
  | { readonly script: Script }

/** The parts of a task's definition that hold its program. */
export interface ProgramParts {
  readonly script: Script
  readonly execution?: { readonly artifacts: WireArtifact[] }
}

/** Prepares a program to be run elsewhere; a file is bundled and uploaded. */
export async function programParts(connection: Connection, program: Program): Promise<ProgramParts> {
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

/** ClearML's own agent understands `-c` in the entry point as well; what has several lines is kept as a script. */
function commandLine(command: string): Pick<Script, 'entry_point' | 'diff'> {
  return command.includes('\n') ? { entry_point: 'command.sh', diff: `${command}\n` } : { entry_point: `-c ${command}`, diff: '' }
}

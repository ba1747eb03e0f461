import { isSubmoduleLine } from './diff.ts'

/** A task's script as ClearML writes it; every field may be missing, null or empty. */
export interface ScriptDocument {
  readonly binary?: string | null
  readonly repository?: string | null
  readonly tag?: string | null
  readonly branch?: string | null
  readonly version_num?: string | null
  readonly entry_point?: string | null
  readonly working_dir?: string | null
  readonly diff?: string | null
  readonly requirements?: { readonly pip?: string | readonly string[] | null } | null
}

/** The part of an artifact that a set-up reads. */
export interface ArtifactDocument {
  readonly key: string
  readonly mode?: string | null
  readonly uri?: string | null
  readonly hash?: string | null
}

/** The container that a task asks for. */
export interface ContainerDocument {
  readonly image?: string | null
  readonly arguments?: string | null
  readonly setup_shell_script?: string | null
}

/** Downloads a file to a path. The hash (sha256, hex) is for stores that can find a file by it; the caller checks it. */
export type FetchFile = (uri: string, hash: string, to: string, signal: AbortSignal) => Promise<void>

/** The agent's own access to git. */
export interface GitCredentials {
  readonly user: string
  readonly password: string
  /** The host that they belong to, with or without a port. Without it they are sent to no host. */
  readonly host: string | undefined
}

/** What a set-up may use. */
export interface SetUp {
  readonly script: ScriptDocument
  readonly artifacts: readonly ArtifactDocument[]
  readonly container?: ContainerDocument
  /** The attempt's own folder; the code goes into `code` in it. */
  readonly attemptRoot: string
  /** Shared by all attempts, and by all agents of this user. */
  readonly cache: string
  /** The environment of the tools that the set-up runs, with their PATH. */
  readonly env: Readonly<Record<string, string>>
  readonly fetchFile: FetchFile
  readonly git?: GitCredentials | undefined
  /** Takes one line of progress, for people to read. */
  readonly log: (line: string) => void
  /** Whether the log also shows the whole command line with its folder. */
  readonly showsCommand?: boolean
  readonly signal: AbortSignal
  /** Called with how long each part took, in milliseconds. */
  readonly onPhase?: (phase: Phase, ms: number) => void
}

/** The parts of a set-up that take time. */
export type Phase = 'code' | 'tools' | 'environment'

export async function inPhase<T>(setUp: SetUp, phase: Phase, work: () => Promise<T>): Promise<T> {
  setUp.signal.throwIfAborted()
  const begun = performance.now()
  try {
    return await work()
  } finally {
    setUp.onPhase?.(phase, performance.now() - begun)
  }
}

/** A task made ready to run. */
export interface Prepared {
  readonly command: readonly string[]
  /** What runs, in a few words for the first line of the log: the program with its arguments, and what runs it. */
  readonly shown: string
  readonly cwd: string
  /** Goes on top of the task's environment. */
  readonly env: Readonly<Record<string, string>>
  /** The full id of the commit that was checked out, where the task has a repository. */
  readonly commit?: string | undefined
}

/** Whether `diff` is not a patch but the whole program. */
export function literalScript({ diff }: ScriptDocument): string | undefined {
  if (!diff) return undefined
  const [first = ''] = diff.trimStart().split(/\r?\n/)
  return first.toLowerCase().startsWith('diff ') || isSubmoduleLine(first) ? undefined : diff
}

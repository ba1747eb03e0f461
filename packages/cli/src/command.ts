import type { Connection } from '@clearway/sdk'
import type { Look } from './look.ts'
import type { Options, OptionValues } from './option.ts'

/** Keyed by name, in their order; a name that ends in `?` may be left out. */
export type Arguments = Readonly<Record<string, string>>
export type ArgumentValues<A extends Arguments> = { readonly [K in keyof A as Certain<K>]: string } & {
  readonly [K in keyof A as Optional<K>]: string | undefined
}
type Certain<K> = K extends `${string}?` ? never : K
type Optional<K> = K extends `${infer Name}?` ? Name : never

/** What a command has to work with. */
export interface Context {
  /** The way to the server that `--url`, `--data`, the environment or the default data folder name. */
  readonly connect: () => Promise<Connection>
  readonly look: Look
  /** Print documents for programs, and nothing else. */
  readonly json: boolean
  /** A line on standard output, without anything but colours that a terminal would act on. */
  readonly print: (text: string) => void
  /** The same on standard error. */
  readonly note: (text: string) => void
  /** Aborted when the process is asked to end. The first call begins to listen; without it a signal ends the process at once. */
  readonly stopped: () => AbortSignal
}

export interface Command<A extends Arguments = Arguments, O extends Options = Options, R = unknown> {
  /** In the list of commands. Those of the first level have it in `commands/index.ts`, which is read before their file is. */
  readonly summary?: string
  /** Paragraphs that the help adds to the summary. */
  readonly details?: string
  readonly args?: A
  readonly options?: O
  /** Without the leading `clearway`. */
  readonly examples?: readonly string[]
  /** Whether it asks a server, and takes `--url` and `--data` for it; true unless told. */
  readonly asksServer?: boolean
  /** Does the work and gives the response. */
  readonly run: (input: ArgumentValues<A> & OptionValues<O>, context: Context) => Promise<R | Said>
  /** The response for people; its texts have been made visible. */
  readonly show?: (response: R, look: Look) => string
  /** 0 unless told. */
  readonly exitCode?: (response: R) => number
}

/** What `run` gives where it has said all by itself. */
export class Said {
  readonly exitCode: number

  constructor(exitCode = 0) {
    this.exitCode = exitCode
  }
}

/** A command whose own types are forgotten: the program reads the arguments that its data ask for, and hands its response back to it. */
export interface AnyCommand extends Omit<Command, 'run' | 'show' | 'exitCode'> {
  readonly run: (input: Readonly<Record<string, unknown>>, context: Context) => Promise<unknown>
  readonly show?: (response: unknown, look: Look) => string
  readonly exitCode?: (response: unknown) => number
}

/** A command as data: help, flags and output derive from it. */
export function command<const A extends Arguments = {}, const O extends Options = {}, R = void>(definition: Command<A, O, R>): AnyCommand {
  return definition as unknown as AnyCommand
}

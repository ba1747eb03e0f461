import type { Connection } from '@clearway/sdk'
import type { Look } from './look.ts'
import type { Options, OptionValues } from './option.ts'

/** Keyed by name, in their order; a name that ends in `?` may be left out. */
export type Arguments = Readonly<Record<string, string>>
export type ArgumentValues<A extends Arguments> = { readonly [K in keyof A as K extends `${infer N}?` ? never : K]: string } & {
  readonly [K in keyof A as K extends `${infer N}?` ? N : never]: string | undefined
}

/** What a command has to work with. */
export interface Context {
  /** The way to the server that `--url`, `--data`, the environment or the default data folder name. */
  readonly connect: () => Promise<Connection>
  readonly look: Look
  /** Print documents for programs, and nothing else. */
  readonly json: boolean
  /** A line on standard output. */
  readonly print: (text: string) => void
  /** A line on standard error. */
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
  /** Does the work and gives the response, or nothing where it has said all by itself. */
  readonly run: (input: ArgumentValues<A> & OptionValues<O>, context: Context) => Promise<R | undefined>
  /** The response for people. */
  readonly show?: (response: R, look: Look) => string
  /** 0 unless told. */
  readonly exitCode?: (response: R) => number
}

/** Forgets the types of a command's arguments: the program that reads them fits them to its data. */
export type AnyCommand = Command<Arguments, Options, never>

/** A command as data: help, flags and output derive from it. */
export function command<const A extends Arguments = {}, const O extends Options = {}, R = void>(definition: Command<A, O, R>): Command<A, O, R> {
  return definition
}

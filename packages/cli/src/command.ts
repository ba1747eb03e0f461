import type { Connection } from '@clearway/sdk'
import type { Look } from './look.ts'
import type { Options, OptionValues } from './option.ts'

/**
 * Help texts of arguments by name, in their order. A name that ends in `?` is an optional argument, one that ends in `...` takes several words. The last
 * one may end in `...?`: it takes all further words, flags that the command does not declare included.
 */
export type Arguments = Readonly<Record<string, string>>
export type ArgumentValues<A extends Arguments> = { readonly [K in keyof A as Certain<K>]: string } & {
  readonly [K in keyof A as Optional<K>]: string | undefined
} & { readonly [K in keyof A as Several<K>]: readonly string[] }
type Certain<K> = K extends `${string}?` | `${string}...` ? never : K
type Optional<K> = K extends `${string}...?` ? never : K extends `${infer Name}?` ? Name : never
type Several<K> = K extends `${infer Name}...` | `${infer Name}...?` ? Name : never

/** The type of an argument, from its name in a command's table. */
export function argumentOf(key: string): { readonly name: string; readonly form: 'certain' | 'optional' | 'several' | 'rest' } {
  if (key.endsWith('...?')) return { name: key.slice(0, -4), form: 'rest' }
  if (key.endsWith('?')) return { name: key.slice(0, -1), form: 'optional' }
  return key.endsWith('...') ? { name: key.slice(0, -3), form: 'several' } : { name: key, form: 'certain' }
}

/** What a command runs with. */
export interface Context {
  /** Connects to the server that the flags name, or that the SDK’s `findServer` finds. */
  readonly connect: () => Promise<Connection>
  /** Whether a flag or the environment names the server’s address. */
  readonly serverIsNamed: boolean
  /** The value of `--data`. */
  readonly data: string | undefined
  readonly look: Look
  /** Whether standard output is for programs: one JSON document and nothing else. */
  readonly json: boolean
  /** Prints a line on standard output, without control sequences other than colours. */
  readonly print: (text: string) => void
  /** Prints a line on standard error, likewise. */
  readonly printOnStderr: (text: string) => void
  /** Asks a question that is answered by yes or no; undefined if nobody can be asked, because the input or the error output is no terminal. */
  readonly ask: (question: string) => Promise<boolean | undefined>
  /** A signal that is aborted when the process is asked to end. Before the first call a request to end kills the process at once. */
  readonly stopped: () => AbortSignal
}

export interface Command<A extends Arguments = Arguments, O extends Options = Options, R = unknown> {
  /** The line in the list of commands. A command of the first level has it in `commands/index.ts`, which is loaded before the command's file. */
  readonly summary?: string
  /** Paragraphs that the help adds to the summary. */
  readonly details?: string
  readonly args?: A
  readonly options?: O
  /** Command lines without the leading `clearway`. */
  readonly examples?: readonly string[]
  /** What the help adds for given words. */
  readonly moreHelp?: (words: readonly string[], look: Look) => Promise<string | undefined>
  /** Whether the command calls a server and so takes `--url`, `--data` and `--profile`, or only the latter two. Default: true. */
  readonly callsServer?: boolean | 'without --url'
  /** Does the work and answers the response. */
  readonly run: (input: ArgumentValues<A> & OptionValues<O>, context: Context) => Promise<R | Printed>
  /** Formats the response for people. Control characters in its texts have been replaced before. `input` is what `run` was given. */
  readonly show?: (response: R, look: Look, input: ArgumentValues<A> & OptionValues<O>) => string
  /** Default: 0. */
  readonly exitCode?: (response: R) => number
}

/** The result of a `run` that has printed everything itself. */
export class Printed {
  readonly exitCode: number

  constructor(exitCode = 0) {
    this.exitCode = exitCode
  }
}

/** A command without its own types, as the program handles it: the program reads the arguments that the command declares, and passes the response back to it. */
export interface AnyCommand extends Omit<Command, 'run' | 'show' | 'exitCode'> {
  /** What `moreHelp` has added. */
  readonly helpOfWords?: string
  readonly run: (input: Readonly<Record<string, unknown>>, context: Context) => Promise<unknown>
  readonly show?: (response: unknown, look: Look, input: Readonly<Record<string, unknown>>) => string
  readonly exitCode?: (response: unknown) => number
}

/** Defines a command as data, from which help, flags and output derive. */
export function command<const A extends Arguments = {}, const O extends Options = {}, R = void>(definition: Command<A, O, R>): AnyCommand {
  return definition as unknown as AnyCommand
}

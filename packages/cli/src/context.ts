import { givenOf } from '@clearway/contract/given'
import { harmless } from '@clearway/contract/visible-text'
import type { Context } from './command.ts'
import { askOnTerminal } from './ask.ts'
import { lookOf } from './look.ts'
import { stopSignal } from './stop-signal.ts'

/** The flags of every command. */
export interface SharedFlags {
  readonly url?: string
  readonly data?: string
  readonly profile?: string
  readonly json: boolean
  readonly colour: boolean
}

/** How long a command waits for a server that does not answer: long enough for a restart, short enough to report an absent server soon. */
const patienceSeconds = 2

export function createContext({ url, data, profile, json, colour }: SharedFlags): Context {
  let signal: AbortSignal | undefined
  return {
    connect: async () => {
      // Loaded on demand: help and versions need no client.
      const { openConnection } = await import('@clearway/sdk')
      return openConnection({
        patienceSeconds,
        ...givenOf({ url, data, profile }),
      })
    },
    serverIsNamed: url !== undefined || profile !== undefined || (data === undefined && namesServer(process.env)),
    data,
    look: lookOf(process.stdout, colour),
    json,
    print: (text) => void process.stdout.write(`${harmless(text)}\n`),
    printOnStderr: (text) => void process.stderr.write(`${harmless(text)}\n`),
    ask: async (question) => (json ? undefined : askOnTerminal(harmless(question))),
    stopped: () => (signal ??= stopSignal()),
  }
}

function namesServer(env: Readonly<Record<string, string | undefined>>): boolean {
  return ['CLEARWAY_URL', 'CLEARML_API_HOST', 'TRAINS_API_HOST', 'CLEARWAY_PROFILE'].some((name) => (env[name] ?? '') !== '')
}

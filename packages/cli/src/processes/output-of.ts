import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long what a process has printed may take to arrive after its end. What it has started may hold its output open for ever. */
const restMs = 1000

/** How a process ended: its exit code, the signal that killed it, or why it could not be started. */
export type ProcessEnd = { readonly code: number | null; readonly signal: NodeJS.Signals | null } | { readonly error: Error }

/** Reads the lines of a process, and resolves with its end when they are read. */
export async function outputOf(child: ChildProcess, onLine: (line: string, stream: 'stdout' | 'stderr') => void): Promise<ProcessEnd> {
  const reading = Promise.all([
    readLines(child.stdout, (line) => onLine(line, 'stdout')),
    readLines(child.stderr, (line) => onLine(line, 'stderr')),
  ])
  const end = await new Promise<ProcessEnd>((resolve) => {
    child.once('error', (error) => resolve({ error }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  await Promise.race([reading, sleep(restMs, undefined, { ref: false })])
  return end
}

/** The end of a process in a few words: `exit code 1`, `SIGKILL`, or the message of an error. */
export function describeEnd(end: ProcessEnd): string {
  return 'error' in end ? String(end.error) : (end.signal ?? `exit code ${end.code}`)
}

async function readLines(stream: Readable | null, onLine: (line: string) => void): Promise<void> {
  if (stream === null) return
  for await (const line of createInterface({ input: stream })) onLine(line)
}

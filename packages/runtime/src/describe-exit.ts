import { constants } from 'node:os'

/** Describes a bad exit code for a person who reads it in the task. */
export function describeExit(code: number): string {
  // Shells report a death by signal as 128 plus the signal's number.
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0]
  if (signal !== undefined) return `killed by ${signal} (exit code ${code})${causes[signal] === undefined ? '' : `: ${causes[signal]}`}`
  return `exit code ${code}${meanings[code] === undefined ? '' : `: ${meanings[code]}`}`
}

/** What a program mostly dies of by each signal. */
const causes: Readonly<Record<string, string>> = {
  SIGKILL: 'by the system for want of memory, or by another program',
  SIGTERM: 'another program asked it to end',
  SIGINT: 'another program interrupted it',
  SIGHUP: 'its terminal was closed',
  SIGSEGV: 'it reached for memory that is not its own, often a fault in a native library',
  SIGBUS: 'it reached for memory that is not there; a shared memory or a disk may be full',
  SIGABRT: 'it gave up by itself, often after a failed check in a native library; its log may show why',
  SIGFPE: 'a calculation that is not allowed, such as a division by zero',
  SIGILL: 'it was built for another processor',
  SIGPIPE: 'it wrote to a pipe or connection that nobody reads any more',
  SIGXCPU: 'it used up its CPU time',
  SIGXFSZ: 'it wrote a file larger than allowed',
}

/** What the exit codes of a shell mean. */
const meanings: Readonly<Record<number, string>> = {
  126: 'a program could not be started: it is not executable, or its command line is too long; the log shows which',
  127: 'a program was not found; the log shows which',
}

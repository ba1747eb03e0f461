/** Linux starts no program with a longer argument or variable, the closing zero included. Source: `MAX_ARG_STRLEN` in `execve(2)`. */
const longestBytes = 131_072

/** Describes the argument or variable that is too long for a program to be started with it, and what to do; `undefined` if none is. */
export function tooLongWord(args: readonly string[], env: Readonly<Record<string, string>>): string | undefined {
  if (process.platform !== 'linux') return undefined
  const long = [
    ...args.map((word, at) => ({ what: at === 0 ? 'The name of the program' : `Argument ${at} of the command`, word })),
    ...Object.entries(env).map(([name, value]) => ({ what: `The environment variable ${name}`, word: `${name}=${value}` })),
  ].find(({ word }) => isTooLong(word))
  if (long === undefined) return undefined
  const kilobytes = Math.ceil(Buffer.byteLength(long.word) / 1024)
  return `${long.what} is ${kilobytes} kB long, and the system takes less than 128 kB. Pass it in a file: a script, an artifact or a configuration of the task.`
}

/** A character of a string takes three bytes at most, so that only long words have to be encoded to know their length. */
function isTooLong(word: string): boolean {
  return word.length * 3 >= longestBytes && Buffer.byteLength(word) >= longestBytes
}

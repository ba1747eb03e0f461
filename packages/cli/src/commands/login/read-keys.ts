import { text as textOf } from 'node:stream/consumers'
import { askForLine } from '../../ask.ts'
import { UsageError } from '../../usage-error.ts'

export interface Keys {
  readonly accessKey: string
  readonly secretKey: string
}

/**
 * Takes a key pair from the flags; what is missing is asked for on the terminal, or read from standard input, a line for each.
 *
 * @param flag the flag of the access key, which the error names
 */
export async function readKeys(
  given: { readonly accessKey: string | undefined; readonly secretKey: string | undefined },
  flag = '--access-key',
): Promise<Keys> {
  const keys = process.stdin.isTTY && process.stderr.isTTY ? await askFor(given) : await readLines(given)
  const missing = keys.accessKey === '' ? 'access key' : keys.secretKey === '' ? 'secret key' : undefined
  if (missing !== undefined)
    throw new UsageError(`The ${missing} is missing. Give the access key by ${flag}, and the secret key on a line of standard input.`)
  return keys
}

async function readLines({ accessKey, secretKey }: Parameters<typeof readKeys>[0]): Promise<Keys> {
  if (accessKey !== undefined && secretKey !== undefined) return { accessKey, secretKey }
  const lines = (await textOf(process.stdin)).split('\n').map((line) => line.trim())
  const next = (): string => lines.shift() ?? ''
  return { accessKey: accessKey ?? next(), secretKey: secretKey ?? next() }
}

async function askFor({ accessKey, secretKey }: Parameters<typeof readKeys>[0]): Promise<Keys> {
  return {
    accessKey: accessKey ?? (await askForLine('Access key: ')),
    secretKey: secretKey ?? (await askForLine('Secret key (not shown): ', true)),
  }
}

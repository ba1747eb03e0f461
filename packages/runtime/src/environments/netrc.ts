import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface NetrcLogin {
  readonly host: string
  readonly user: string
  readonly password: string
}

/** Whether the pip of this Python reads the login from a file named by `NETRC`, as it was written. */
export function netrcCanHold({ user, password }: NetrcLogin, python: { readonly version: string }): boolean {
  const [major = 0, minor = 0] = python.version.split('.').map(Number)
  if (major !== 3 || minor < 10) return false
  // Python 3.10 knows no quotes and no empty passwords.
  return minor > 10 || [user, password].every((word) => /^[^\s"\\]+$/.test(word))
}

export function netrcEntry({ host, user, password }: NetrcLogin): string {
  return `machine ${host} login ${netrcWord(user)} password ${netrcWord(password)}`
}

function netrcWord(word: string): string {
  return /^[^\s"\\]+$/.test(word) ? word : `"${word.replaceAll(/["\\]/g, '\\$&')}"`
}

/** The user's own netrc file with these entries behind it: of two for one host the last counts. */
export async function extendedNetrc(env: Readonly<Record<string, string>>, entries: readonly string[]): Promise<string> {
  const home = env['HOME'] ?? homedir()
  const files = env['NETRC'] === undefined ? [join(home, '.netrc'), join(home, '_netrc')] : [env['NETRC']]
  for (const file of files) {
    const own = await readFile(file, 'utf8').catch(() => undefined)
    // A blank line ends a macro.
    if (own !== undefined) return `${own}\n\n${entries.join('\n')}\n`
  }
  return `${entries.join('\n')}\n`
}

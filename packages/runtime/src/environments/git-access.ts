import { percentDecoded } from '@clearway/contract/percent-decoded'
import type { GitCredentials } from './script.ts'
import { withoutPasswords } from './without-passwords.ts'

export interface GitAccess {
  /** The address without any secret in it: fit for logs, configuration files and cache keys. */
  readonly url: string
  /** Variables that git gets on top of its environment. */
  readonly env: Readonly<Record<string, string>>
  /** Settings of git for its commands alone, as pairs of key and value. */
  readonly config: readonly (readonly [key: string, value: string])[]
  /** Why the host is shown no password although there is one, with the cure. */
  readonly withheld?: string
}

/**
 * How to reach a repository. A user and password are handed to git through its environment, for the host that they belong to and over TLS alone:
 * they appear in no argument, file or log, and neither another host that a task names nor a submodule elsewhere is shown them. Those in the address
 * belong to its host, the agent's own to the host of `CLEARML_AGENT_GIT_HOST`.
 */
export function gitAccess(repository: string, given: GitCredentials | undefined): GitAccess {
  const url = readAddress(repository)
  const isOwn = given !== undefined && belongsTo(given, url)
  // ClearML's agent asks an SSH address over HTTPS as well where it has a user and password.
  if (isOwn && isSsh(url)) return { url: overHttps(url).href, ...withCredentials(overHttps(url), given) }
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  const inline = { user: percentDecoded(url.username), password: percentDecoded(url.password) }
  url.password = ''
  if (isWeb) url.username = ''
  const plain = { url: url.protocol === 'file:' && !repository.startsWith('file:') ? repository : url.href, env: quiet, config: [] }
  const credentials = inline.password ? inline : isOwn ? given : inline.user ? inline : undefined
  if (!isWeb) return plain
  if (credentials === undefined) return given === undefined ? plain : { ...plain, withheld: withheldFrom(url, given) }
  if (url.protocol === 'http:')
    return { ...plain, withheld: `No password is sent to ${url.host} without TLS: name the repository by an https:// address.` }
  return { url: plain.url, ...withCredentials(url, credentials) }
}

function withheldFrom({ host }: URL, given: GitCredentials): string {
  return given.host === undefined
    ? `The agent's git user and password are given to no host, ${host} neither, until CLEARML_AGENT_GIT_HOST names the one that they belong to.`
    : `The agent's git user and password belong to ${given.host} (CLEARML_AGENT_GIT_HOST) and are not given to ${host}.`
}

function belongsTo({ host }: GitCredentials, url: URL): boolean {
  return host !== undefined && [url.host, url.hostname].some((name) => name !== '' && name.toLowerCase() === host.toLowerCase())
}

/** git must never ask for a password: without an answer the set-up would hang. */
const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true', GCM_INTERACTIVE: 'never', GIT_SSH_COMMAND: 'ssh -oBatchMode=yes' }

function withCredentials(
  { protocol, host }: URL,
  { user, password }: Pick<GitCredentials, 'user' | 'password'>,
): Pick<GitAccess, 'env' | 'config'> {
  return {
    env: { ...quiet, CLEARWAY_GIT_USER: user, CLEARWAY_GIT_PASSWORD: password },
    config: credentialHelper(`${protocol}//${host}`, { user: 'CLEARWAY_GIT_USER', password: 'CLEARWAY_GIT_PASSWORD' }),
  }
}

/** Settings by which git takes the user and password for an address from these variables. They name no value: git's shell shows them to everybody. */
export function credentialHelper(url: string, variables: { readonly user: string; readonly password: string }): GitAccess['config'] {
  const key = `credential.${url}.helper`
  const print = `printf "username=%s\\npassword=%s\\n" "$${variables.user}" "$${variables.password}"`
  // The empty helper clears those that the machine has configured.
  return [
    [key, ''],
    [key, `!f() { test "$1" = get && ${print}; }; f`],
  ]
}

const scpForm = /^(?:([\w.-]+)@)?([\w.-]+):(?!\/\/)(.+)$/
const schemes = ['https:', 'http:', 'ssh:', 'git+ssh:', 'git:', 'file:']

function readAddress(repository: string): URL {
  const address = addressOf(repository)
  const url = URL.canParse(address) ? new URL(address) : null
  // git runs programs for other schemes: `ext::sh -c …` is any command at all.
  if (url === null || !schemes.includes(url.protocol))
    throw new Error(
      `${withoutPasswords(repository)} is no address of a repository: it takes a path, or a URL with https, http, ssh, git or file.`,
    )
  return url
}

function addressOf(repository: string): string {
  if (/^[\w+.-]+:\/\//.test(repository)) return repository
  const [, user, host, path] = scpForm.exec(repository) ?? []
  if (host !== undefined && path !== undefined) return `ssh://${user ? `${user}@` : ''}${host}/${path.replace(/^\//, '')}`
  return `file://${repository}`
}

function isSsh({ protocol }: URL): boolean {
  return protocol === 'ssh:' || protocol === 'git+ssh:'
}

function overHttps({ hostname, pathname }: URL): URL {
  return new URL(`https://${hostname}${pathname}`)
}

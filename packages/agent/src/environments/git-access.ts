import type { GitCredentials } from './script.ts'

export type GitAccess = {
  /** The address without any secret in it: fit for logs, configuration files and cache keys. */
  readonly url: string
  /** Goes on top of git's environment. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * How to reach a repository. A user and password, given or found in the address, are handed to git through its environment and for that host
 * alone: they appear in no argument, file or log, and no submodule on another host is shown them.
 */
export function gitAccess(repository: string, given: GitCredentials | undefined): GitAccess {
  const url = new URL(given ? overHttps(repository) : addressOf(repository))
  const inline = url.password === '' ? undefined : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  const credentials = isWeb ? (inline ?? given) : undefined
  url.password = ''
  if (isWeb) url.username = ''
  const plain = url.protocol === 'file:' && !repository.startsWith('file:') ? repository : url.href
  return { url: plain, env: { ...quiet, ...(credentials ? helper(url, credentials) : {}) } }
}

/** git must never ask: there is nobody to answer, and the set-up would hang. */
const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'true', GCM_INTERACTIVE: 'never', GIT_SSH_COMMAND: 'ssh -oBatchMode=yes' }

function helper(url: URL, { user, password }: GitCredentials): Record<string, string> {
  const key = `credential.${url.protocol}//${url.host}.helper`
  return {
    CLEARWAY_GIT_USER: user,
    CLEARWAY_GIT_PASSWORD: password,
    GIT_CONFIG_COUNT: '2',
    // The empty helper clears those that the machine has configured.
    GIT_CONFIG_KEY_0: key,
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: key,
    GIT_CONFIG_VALUE_1:
      '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$CLEARWAY_GIT_USER" "$CLEARWAY_GIT_PASSWORD"; }; f',
  }
}

const scpForm = /^(?:([\w.-]+)@)?([\w.-]+):(?!\/\/)(.+)$/

function addressOf(repository: string): string {
  if (/^[\w+.-]+:\/\//.test(repository)) return repository
  const [, user, host, path] = scpForm.exec(repository) ?? []
  if (host !== undefined && path !== undefined) return `ssh://${user ? `${user}@` : ''}${host}/${path.replace(/^\//, '')}`
  return `file://${repository}`
}

/** With a user and password at hand an SSH address is asked over HTTPS, as ClearML's agent does. */
function overHttps(repository: string): string {
  const url = new URL(addressOf(repository))
  return url.protocol === 'ssh:' || url.protocol === 'git+ssh:' ? `https://${url.hostname}${url.pathname}` : url.href
}

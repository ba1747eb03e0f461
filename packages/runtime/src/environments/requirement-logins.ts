import { gitSettings } from './git.ts'
import { credentialHelper } from './git-access.ts'
import { netrcCanHold, netrcEntry, type NetrcLogin } from './netrc.ts'
import { percentDecoded } from '@clearway/contract/percent-decoded'
import { optionOf, type RequirementList } from './requirements.ts'

type Env = Readonly<Record<string, string>>

export interface HiddenLogins {
  /** The lists without the users and passwords that the tools get by other means. */
  readonly lists: readonly RequirementList[]
  /** Variables that the git of pip and uv reads users and passwords from. */
  readonly gitEnv: Env
  /** Entries of a netrc file, for the indexes. */
  readonly netrc: readonly string[]
}

/** The Python whose pip installs the lists; undefined for uv. */
type PipPython = { readonly version: string } | undefined

/**
 * Takes users and passwords out of the addresses that pip or uv would write into the command line of a program of theirs, where every user of the machine
 * reads them: those of git repositories, which both give to git, and those of indexes, which pip gives to the pip that it builds packages with.
 */
export function hideLogins(lists: readonly RequirementList[], env: Env, pip: PipPython): HiddenLogins {
  const repositories = new Repositories()
  const indexes = new Map<string, NetrcLogin>()
  const hide = (line: string): string => {
    // pip and uv put the values of variables in, so an address may have its login from one.
    const full = line.replaceAll(/\$\{([A-Z0-9_]+)\}/g, (reference, name: string) => env[name] || reference)
    const hidden = hideIndex(repositories.hide(full), indexes, pip)
    return hidden === full ? line : hidden
  }
  const without = lists.map(({ lines, constraints }) => ({ lines: lines.map(hide), constraints: constraints.map(hide) }))
  return { lists: without, gitEnv: repositories.env(env), netrc: [...indexes.values()].map(netrcEntry) }
}

/** The addresses of repositories with a user, and what git needs in order to log in there. */
class Repositories {
  readonly #config: (readonly [key: string, value: string])[] = []
  readonly #env: Record<string, string> = {}
  readonly #known = new Set<string>()
  #count = 0

  hide(line: string): string {
    return line.replaceAll(
      /\bgit\+(https?):\/\/([^/\s]*)@([^/\s@]+)(\/[^\s;#?]*)/g,
      // oxlint-disable-next-line max-params -- one parameter for each group of the expression
      (_, protocol: string, login: string, host: string, rest: string) => {
        const revision = rest.lastIndexOf('@')
        this.#add(`${protocol}://${host}`, revision === -1 ? rest : rest.slice(0, revision), login)
        return `git+${protocol}://${host}${rest}`
      },
    )
  }

  /** A submodule beside its repository is asked for with the first login of their host, a repository with the login of its own address. */
  #add(origin: string, path: string, login: string): void {
    const { user, password } = readLogin(login)
    const variables = { user: `CLEARWAY_REQUIREMENT_USER_${this.#count}`, password: `CLEARWAY_REQUIREMENT_PASSWORD_${this.#count}` }
    this.#count += 1
    this.#env[variables.user] = user
    this.#env[variables.password] = password
    for (const url of [origin, `${origin}${path}`]) {
      if (this.#known.has(url)) continue
      this.#known.add(url)
      this.#config.push(...credentialHelper(url, variables))
    }
  }

  env(given: Env): Env {
    return { ...this.#env, ...gitSettings(given, this.#config) }
  }
}

/** pip reads netrc files by host: of two logins for one host the second stays in its address. */
function hideIndex(line: string, indexes: Map<string, NetrcLogin>, pip: PipPython): string {
  const { name = '', value = '' } = optionOf(line) ?? {}
  if (pip === undefined || !['--index-url', '--extra-index-url', '--find-links'].includes(name)) return line
  const [, scheme, login, host, rest] = /^(https?:\/\/)([^/\s]*)@([a-z0-9.-]+)((?:[:/].*)?)$/.exec(value) ?? []
  if (login === undefined || host === undefined) return line
  const entry = { host, ...readLogin(login) }
  const known = indexes.get(host)
  if (known === undefined ? netrcCanHold(entry, pip) : netrcEntry(known) === netrcEntry(entry)) {
    indexes.set(host, entry)
    return `${name} ${scheme}${host}${rest}`
  }
  return line
}

function readLogin(login: string): { readonly user: string; readonly password: string } {
  const colon = login.indexOf(':')
  const [user, password] = colon === -1 ? [login, ''] : [login.slice(0, colon), login.slice(colon + 1)]
  return { user: percentDecoded(user), password: percentDecoded(password) }
}

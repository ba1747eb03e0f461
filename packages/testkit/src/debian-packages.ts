import { globSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

/** Whether this machine has the tools that fetch and unpack Debian's packages. */
export async function hasApt(): Promise<boolean> {
  const found = await Promise.all(['apt-get', 'dpkg-deb'].map((tool) => execa(tool, ['--version'], { stdin: 'ignore', reject: false })))
  return found.every(({ exitCode }) => exitCode === 0)
}

/** Debian's packages, fetched into a folder. The system is not changed, and no rights on it are needed: lists and files of apt lie in that folder too. */
export class DebianPackages {
  readonly #folder: string
  readonly #options: readonly string[]

  private constructor(folder: string) {
    this.#folder = folder
    const settings = {
      'Dir::State': join(folder, 'state'),
      'Dir::State::status': '/var/lib/dpkg/status',
      'Dir::Cache': join(folder, 'cache'),
      // Else root fetches as a user who may not write to the folder.
      'APT::Sandbox::User': 'root',
    }
    this.#options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  }

  /** Fetches the lists of packages from the sources of this machine. */
  static async fetchLists(folder: string): Promise<DebianPackages> {
    const packages = new DebianPackages(folder)
    for (const part of ['state/lists/partial', 'cache/archives/partial', 'files', 'root'])
      await mkdir(join(folder, part), { recursive: true })
    await packages.#run('apt-get', ['update'])
    return packages
  }

  /** What a package needs, as the lists say. Empty where no source has the package. */
  async needsOf(name: string): Promise<string> {
    const { stdout } = await execa('apt-cache', [...this.#options, 'show', name], { stdin: 'ignore', reject: false })
    return /^Depends: (.*)$/m.exec(stdout)?.[1] ?? ''
  }

  /** The packages that an installation would add to this machine, with all that they need. */
  async missingFor(name: string): Promise<readonly string[]> {
    const listed = await this.#run('apt-get', ['install', '--print-uris', '--yes', '--no-install-recommends', name])
    return [...listed.matchAll(/^'.*' ([^_]+)_/gm)].map(([, found = '']) => found)
  }

  /** Unpacks packages into one folder, without the scripts that an installation runs. Answers that folder. */
  async unpack(names: readonly string[]): Promise<string> {
    await this.#run('apt-get', ['download', ...names])
    const root = join(this.#folder, 'root')
    for (const file of globSync('*.deb', { cwd: join(this.#folder, 'files') })) await this.#run('dpkg-deb', ['-x', file, root])
    for (const part of ['state', 'cache', 'files', 'root/usr/share']) await rm(join(this.#folder, part), { recursive: true, force: true })
    return root
  }

  async #run(tool: string, args: readonly string[]): Promise<string> {
    const options = tool === 'apt-get' ? this.#options : []
    const { stdout } = await execa(tool, [...options, ...args], {
      cwd: join(this.#folder, 'files'),
      env: { LC_ALL: 'C' },
      stdin: 'ignore',
      all: true,
      timeout: 300_000,
    })
    return stdout
  }
}

/** Where programs find the libraries of an unpacked folder, for `LD_LIBRARY_PATH`. */
export function libraryPath(root: string): string {
  return ['usr/lib', 'usr/lib/*-linux-gnu*', 'usr/lib/*-linux-gnu*/{blas,lapack}', 'lib/*-linux-gnu*']
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .map((folder) => join(root, folder))
    .join(':')
}

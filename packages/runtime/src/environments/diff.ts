/** A task's uncommitted changes, taken apart. */
export interface Diff {
  /** What `git apply` takes: the changes of files. Empty if there are none. */
  readonly patch: string
  /** Files to which the patch adds lines at their beginning as if they were empty: ClearML's SDK writes so without having seen the file. */
  readonly prepended: readonly Prepended[]
  readonly submodules: readonly SubmoduleChange[]
}

export interface Prepended {
  readonly path: string
  readonly lines: readonly string[]
}

export interface SubmoduleChange {
  readonly path: string
  /** The id of the commit where the submodule is to stand, perhaps shortened; null if it is removed, undefined if it stays where it is. */
  readonly to: string | null | undefined
  /** Whether the submodule had changed files: the diff does not hold their changes. */
  readonly lacksChanges: boolean
}

const summary = /^Submodule (.+) ([0-9a-f]{4,64})\.{2,3}([0-9a-f]{4,64})(?: \(.+\))?:?$/
const dirty = /^Submodule (.+) contains (modified|untracked) content$/
const gitlink = /^[-+]Subproject commit ([0-9a-f]{40,64})(-dirty)?$/

/** Whether a line is one of those that `git diff --submodule` writes before, or instead of, the changes of a submodule's files. */
export function isSubmoduleLine(line: string): boolean {
  return summary.test(line) || dirty.test(line)
}

/**
 * Takes a diff apart as git writes it: with `--submodule=diff` a submodule's changes are those of its files, else only its commit is named.
 * `git apply` silently ignores both kinds of submodule lines.
 */
export function parseDiff(text: string): Diff {
  const sections = sectionsOf(text)
  const links = sections.filter(isGitlink)
  const files = sections.filter((section) => !isGitlink(section) && !isSubmoduleLine(section[0] ?? ''))
  const changes = [...links.map(linkChange), ...summaryChanges(sections, files)]
  return {
    patch: files.some(([first]) => first?.startsWith('diff ')) ? files.flat().join('\n') : '',
    prepended: files.flatMap(prependedBy),
    submodules: changes.filter(({ to, lacksChanges }) => to !== undefined || lacksChanges),
  }
}

type Section = readonly string[]

/** The line of a hunk begins with a blank, a sign or a backslash, so these beginnings are never content. */
function sectionsOf(text: string): readonly Section[] {
  const sections: string[][] = [[]]
  for (const line of text.split('\n')) {
    if (line.startsWith('diff ') || isSubmoduleLine(line.replace(/\r$/, ''))) sections.push([line.replace(/^(Submodule .*)\r$/, '$1')])
    else sections.at(-1)?.push(line)
  }
  return sections
}

/** A submodule's mode is 160000. A section that only calls it dirty names neither mode nor index, which that of a file always does. */
function isGitlink(section: Section): boolean {
  const at = section.findIndex((line) => line.startsWith('@@ '))
  const [head, hunks] = [section.slice(0, at), section.slice(at)]
  const changed = hunks.filter((line) => /^[-+]/.test(line))
  const isLink = head.some((line) => line.endsWith(' 160000')) || !head.some((line) => line.startsWith('index '))
  return at !== -1 && isLink && changed.length > 0 && changed.every((line) => gitlink.test(line))
}

function linkChange(section: Section): SubmoduleChange {
  const path = pathAfter('+++ ', section) ?? pathAfter('--- ', section) ?? ''
  const [before, after] = ['-', '+'].map((sign) => gitlink.exec(section.find((line) => line.startsWith(`${sign}Subproject `)) ?? ''))
  const to = after?.[1] ?? null
  return { path, to: to === before?.[1] ? undefined : to, lacksChanges: after?.[2] !== undefined }
}

function summaryChanges(sections: readonly Section[], files: readonly Section[]): readonly SubmoduleChange[] {
  const lines = sections.map(([first]) => first ?? '')
  const paths = new Set(lines.map((line) => (summary.exec(line) ?? dirty.exec(line))?.[1]).filter((path) => path !== undefined))
  return [...paths].map((path) => {
    const hasFiles = files.some(([first]) => first?.includes(`/${path}/`))
    const to = lines.map((line) => summary.exec(line)).find((match) => match?.[1] === path)?.[3]
    return {
      path,
      // The changes of its files start from the commit that the repository names.
      to: hasFiles || to === undefined ? undefined : /^0+$/.test(to) ? null : to,
      lacksChanges: !hasFiles && lines.includes(`Submodule ${path} contains modified content`),
    }
  })
}

function prependedBy(section: Section): readonly Prepended[] {
  const path = pathAfter('--- ', section)
  const at = section.findIndex((line) => line.startsWith('@@ -0,0 '))
  if (path === undefined || at === -1) return []
  const rest = section.slice(at + 1)
  const end = rest.findIndex((line) => !line.startsWith('+'))
  return [{ path, lines: rest.slice(0, end === -1 ? undefined : end).map((line) => line.slice(1)) }]
}

/** The path in a line such as `--- a/path`; none for `/dev/null`, and for a name that git quotes, which is always that of a file it has seen. */
function pathAfter(mark: '+++ ' | '--- ', section: Section): string | undefined {
  const name = section.find((line) => line.startsWith(mark))?.slice(mark.length)
  return name === undefined || /^(\/dev\/null|")/.test(name) ? undefined : name.replace(/\t.*$/, '').replace(/^[^/]+\//, '')
}

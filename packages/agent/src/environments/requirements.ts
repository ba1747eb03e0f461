import { createHash } from 'node:crypto'

/** A requirement list as tools read it: without comments and blank lines, each line once, options first because they govern the rest. */
export function requirementLines(pip: string | readonly string[] | null | undefined): readonly string[] {
  const text = typeof pip === 'string' ? pip : (pip ?? []).join('\n')
  const lines = text
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, '')
        .trim()
        .replaceAll(/\s+/g, ' '),
    )
    .filter((line) => line !== '')
    .map((line) => (isOption(line) ? line : line.replaceAll(/ ?(===|==|~=|!=|<=|>=|<|>|,|;) ?/g, '$1')))
  const unique = [...new Set(lines)]
  return [...unique.filter(isOption), ...unique.filter((line) => !isOption(line))]
}

function isOption(line: string): boolean {
  return line.startsWith('-') && !isEditable(line)
}

function isEditable(line: string): boolean {
  return /^(-e|--editable)[ =]/.test(line)
}

/** Whether a line means files of this machine, so that the same line may be something else next time. */
export function isLocal(line: string): boolean {
  const target = line.replace(/^(-e|--editable|-r|--requirement|-c|--constraint)[ =]/, '')
  if (/^[\w+.-]+:\/\//.test(target)) return target.startsWith('file:')
  return target !== line ? !target.startsWith('git+') : /^(\.{0,2}\/|~\/|\.{1,2}$)/.test(target) || /@ ?file:/.test(target)
}

/** The packages of ClearML that a program imports and its list lacks: no report of its own would work without them. */
export function missingClients(source: string, lines: readonly string[]): readonly string[] {
  return ['clearml', 'trains'].filter((name) => {
    const isImported = new RegExp(`^\\s*(?:from|import)\\s+${name}\\b`, 'm').test(source)
    return isImported && !lines.some((line) => namesPackage(line, name))
  })
}

/** Whether a line asks for the package, in whatever form. */
function namesPackage(line: string, name: string): boolean {
  return new RegExp(`^${name}\\b(?!-)`, 'i').test(line) || new RegExp(`(?:egg=|/)${name}\\b(?!-)`, 'i').test(line)
}

/** The name under which an environment is kept: equal lists on an equal Python give an equal key. */
export function environmentKey(
  lines: readonly string[],
  python: { readonly executable: string; readonly version: string; readonly platform: string },
): string {
  const sorted = lines.toSorted((a, b) => Number(isOption(b)) - Number(isOption(a)) || (isOption(a) ? 0 : a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([sorted, python.executable, python.version, python.platform]))
    .digest('hex')
}

import { withoutPasswords } from './without-passwords.ts'

/** What is installed at once: requirements with the options that govern them, and constraints. */
export interface RequirementList {
  readonly lines: readonly string[]
  readonly constraints: readonly string[]
}

/** A requirement list as tools read it: without comments and blank lines, each line once, options first because they govern the rest. */
export function requirementLines(pip: string | readonly string[] | null | undefined): readonly string[] {
  const text = typeof pip === 'string' ? pip : (pip ?? []).join('\n')
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => tidy(line.replace(/(^|\s)#.*$/, '').trim()))
    .filter((line) => line !== '')
  for (const line of lines) refuseHiddenOption(line)
  const unique = [...new Set(lines)]
  return [...unique.filter(isOption), ...unique.filter((line) => !isOption(line))]
}

/** A comma, a semicolon or an operator, with the blanks around it. Two operators beside each other are an error, which their blanks show. */
const separator = / ?(,|;) ?| ?(?<![=~!<>] ?)(===|==|~=|!=|<=|>=|<|>)(?! ?[=~!<>]) ?/g

/** One spelling for equal requirements. In an address or a path every blank counts: the one before `;` ends the address. */
function tidy(line: string): string {
  if (line.startsWith('-') || /[@/\\]/.test(line)) return line
  return line.replaceAll(/\s+/g, ' ').replaceAll(separator, '$1$2')
}

/** A value that begins with a dash would be an option of pip, or of the git that pip runs. */
function refuseHiddenOption(line: string): void {
  const { value = '' } = optionOf(line) ?? {}
  if (value.startsWith('-') || /\b(git|hg|svn|bzr)\+[^#\s]*@-/.test(line))
    throw new Error(`The requirement "${withoutPasswords(line)}" holds an option where a value belongs.`)
}

const optionForm = /^(--[\w-]+|-[a-zA-Z])(?:\s*=\s*|\s+|(?<=^-[a-zA-Z]))(.*)$/
const longNames: Readonly<Record<string, string>> = {
  '-r': '--requirement',
  '-c': '--constraint',
  '-e': '--editable',
  '-i': '--index-url',
  '-f': '--find-links',
}

/** The long name and the value of a line that begins with an option. */
export function optionOf(line: string): { readonly name: string; readonly value: string } | undefined {
  if (!line.startsWith('-')) return undefined
  const [, name = line, value = ''] = optionForm.exec(line) ?? []
  return { name: longNames[name] ?? name, value: value.trim().replace(/^(["'])(.*)\1$/, '$2') }
}

function isOption(line: string): boolean {
  const option = optionOf(line)
  return option !== undefined && option.name !== '--editable'
}

/** Whether a line may mean something else next time: files of this machine, or a list that is fetched. */
export function mayChange(line: string): boolean {
  const { name, value } = optionOf(line) ?? { name: undefined, value: line }
  if (name === '--requirement' || name === '--constraint') return true
  if (/^[\w+.-]+:\/\//.test(value)) return value.startsWith('file:')
  if (name === '--editable') return !value.startsWith('git+')
  return /^(\.{0,2}\/|~\/|\.{1,2}(\[|$))/.test(value) || /@ ?file:/.test(value)
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

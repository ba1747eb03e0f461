import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript-5.9'

const root = join(import.meta.dirname, '..')
const entry = join(root, 'packages/sdk/src/index.ts')

/** A name that the SDK exports, with its declarations: several for a function with overloads. */
export interface Exported {
  readonly name: string
  /** The path of the declaring file, from the root of the repository. */
  readonly file: string
  readonly declarations: readonly ts.Declaration[]
}

/** Everything that the SDK exports, in the order of its `index.ts`. Only the syntax is read, which takes a tenth of the time of a type check. */
export function sdkExports(): readonly Exported[] {
  return exportsOf(entry).map(({ name, original, from }) => {
    const found = findDeclarations(from, original)
    if (found === undefined) throw new Error(`The declaration of ${name} was not found.`)
    return { name, ...found }
  })
}

/** The names that the SDK exports. */
export function exportedNames(): ReadonlySet<string> {
  return new Set(exportsOf(entry).map(({ name }) => name))
}

/** The declarations of a name that is visible in the file of a node. */
export function declarationsOf(name: string, node: ts.Node): readonly ts.Declaration[] {
  return findDeclarations(node.getSourceFile().fileName, name)?.declarations ?? []
}

const parsed = new Map<string, ts.SourceFile>()

function parse(file: string): ts.SourceFile {
  const known = parsed.get(file) ?? ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  parsed.set(file, known)
  return known
}

interface Reexport {
  readonly name: string
  /** The name in the module from which it comes. */
  readonly original: string
  /** The path of that module. */
  readonly from: string
}

function exportsOf(file: string): readonly Reexport[] {
  return parse(file).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return []
    const from = resolve(file, statement.moduleSpecifier)
    if (from === undefined || statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause)) return []
    return statement.exportClause.elements.map(({ name, propertyName }) => ({
      name: name.text,
      original: (propertyName ?? name).text,
      from,
    }))
  })
}

function importsOf(file: string): readonly Reexport[] {
  return parse(file).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement)) return []
    const from = resolve(file, statement.moduleSpecifier)
    const bindings = statement.importClause?.namedBindings
    if (from === undefined || bindings === undefined || !ts.isNamedImports(bindings)) return []
    return bindings.elements.map(({ name, propertyName }) => ({ name: name.text, original: (propertyName ?? name).text, from }))
  })
}

/** The path of a module of this repository; undefined for others. */
function resolve(file: string, specifier: ts.Expression): string | undefined {
  const name = ts.isStringLiteral(specifier) ? specifier.text : ''
  if (name.startsWith('.')) return join(dirname(file), name)
  const [, folder] = /^@clearway\/([a-z]+)$/.exec(name) ?? []
  return folder === undefined ? undefined : join(root, 'packages', folder, 'src/index.ts')
}

function findDeclarations(file: string, name: string): Omit<Exported, 'name'> | undefined {
  const declarations = parse(file).statements.flatMap((statement): ts.Declaration[] => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.filter((one) => ts.isIdentifier(one.name) && one.name.text === name)
    const isNamed =
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement)
    return isNamed && statement.name?.text === name ? [statement] : []
  })
  if (declarations.length > 0) return { file: relative(root, file), declarations }
  const passed = [...exportsOf(file), ...importsOf(file)].find((one) => one.name === name)
  if (passed !== undefined) return findDeclarations(passed.from, passed.original)
  for (const statement of parse(file).statements) {
    if (!ts.isExportDeclaration(statement) || statement.exportClause !== undefined || statement.moduleSpecifier === undefined) continue
    const from = resolve(file, statement.moduleSpecifier)
    const found = from === undefined ? undefined : findDeclarations(from, name)
    if (found !== undefined) return found
  }
  return undefined
}

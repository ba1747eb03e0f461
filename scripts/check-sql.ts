import { globSync, readFileSync } from 'node:fs'
import { type ESTree, parseSync, Visitor } from 'vite'

const files = globSync('packages/server/src/**/*.ts').filter((file) => !file.endsWith('.test.ts'))
report('Statements outside db, queries and telemetry', files.flatMap(statementsOutside))
report(
  'Inside a transaction its `tx` has all that the scope outside has: a statement by that one would wait for ever in SQLite',
  files.flatMap(outerScopes),
)

/** Statements are written in these folders of the server only: whoever needs one gives it a name there. Lint forbids others Kysely itself. */
function statementsOutside(file: string): string[] {
  if (/^packages\/server\/src\/(db|queries|telemetry)\//.test(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      /\.(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [],
    )
}

/** Uses of `ctx` inside `transact(ctx, async (tx) => …)`, but for what a transaction has in common with it, such as `ctx.user`. */
function outerScopes(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  if (!text.includes('transact(')) return []
  const inside: { readonly outer: string; readonly work: ESTree.Span }[] = []
  const allowed = new Set<unknown>()
  const found: string[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: [scope, work] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'transact' || work?.type !== 'ArrowFunctionExpression') return
      const outer = nameOf(scope)
      const isHidden = work.params.some((param) => param.type === 'Identifier' && param.name === outer)
      if (outer !== undefined && !isHidden) inside.push({ outer, work })
    },
    MemberExpression: ({ object, property, computed }) => {
      if (computed || property.type !== 'Identifier') return
      allowed.add(property)
      if (property.name !== 'db' && property.name !== 'reader') allowed.add(object)
    },
    Property: ({ key, shorthand }) => {
      if (!shorthand) allowed.add(key)
    },
    Identifier: (node) => {
      if (allowed.has(node) || !inside.some(({ outer, work }) => node.name === outer && node.start >= work.start && node.end <= work.end))
        return
      const before = text.slice(0, node.start).split('\n')
      found.push(`${file}:${before.length} ${text.split('\n')[before.length - 1]?.trim()}`)
    },
  }).visit(parseSync(file, text).program)
  return found
}

/** The name of the scope that a transaction is opened with: `ctx` in `ctx` and in `{ ...ctx, company }`. */
function nameOf(scope: ESTree.Argument | undefined): string | undefined {
  if (scope?.type === 'Identifier') return scope.name
  const spread = scope?.type === 'ObjectExpression' ? scope.properties.find(({ type }) => type === 'SpreadElement') : undefined
  return spread?.type === 'SpreadElement' && spread.argument.type === 'Identifier' ? spread.argument.name : undefined
}

function report(what: string, found: readonly string[]): void {
  if (found.length === 0) return
  console.error(`${what}:\n${found.join('\n')}`)
  process.exitCode = 1
}

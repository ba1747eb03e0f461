import { globSync, readFileSync } from 'node:fs'

/** Statements are written in these folders of the server only: whoever needs one gives it a name there. Lint forbids others Kysely itself. */
const withStatements = /^packages\/server\/src\/(db|queries|telemetry)\//
const statement = /\.(selectFrom|insertInto|updateTable|deleteFrom)\(/

const found = globSync('packages/server/src/**/*.ts')
  .filter((file) => !withStatements.test(file) && !file.endsWith('.test.ts'))
  .flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => (statement.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
  )
if (found.length > 0) {
  console.error(`Statements outside db, queries and telemetry:\n${found.join('\n')}`)
  process.exitCode = 1
}

import { exampleIn, docOf } from './sdk-docs.ts'
import { type Exported, sdkExports } from './sdk-declarations.ts'
import { type Member, membersOf, signatureOf } from './sdk-members.ts'
import { page, table } from './reference-page.ts'

/** The sections of the page: the files whose exports each of them has. The first that fits counts. */
const sections: readonly (readonly [title: string, files: RegExp])[] = [
  ['Pipelines of functions', /\/sdk\/src\/functions\//],
  ['PipelineController', /\/sdk\/src\/pipeline\//],
  ['Tasks', /\/sdk\/src\/task(\.ts$|\/)/],
  ['Servers, calls and errors', /./],
]

/** The page of all that programs import from the package, made from the declarations and their doc comments. */
export function sdkPage(): string {
  const grouped = Map.groupBy(sdkExports(), ({ file }) => sections.find(([, files]) => files.test(file))?.[0])
  const parts = sections.flatMap(([title]) => [`## ${title}`, ...(grouped.get(title) ?? []).map(exportPart)])
  return page('SDK', [intro, ...parts])
}

const intro =
  "What programs import: `import { pipeline, step, Task } from 'clearway'`. A field whose name ends in `?` may be left out. The guides begin with [pipelines of functions](../guide/functions.md)."

/** What has no doc comment: exports by their names, and members as `Export.member`. */
export function undocumented(): readonly string[] {
  return sdkExports().flatMap((exported) => [
    ...(docOf(exported.declarations).text === '' ? [exported.name] : []),
    ...membersOf(exported.declarations).flatMap(({ name, doc }) => (doc.text === '' ? [`${exported.name}.${name}`] : [])),
  ])
}

function exportPart(exported: Exported): string {
  const { name, declarations } = exported
  const doc = docOf(declarations)
  const members = membersOf(declarations)
  return [
    `### ${name}`,
    `\`\`\`ts\n${signatureOf(name, declarations)}\n\`\`\``,
    doc.text,
    ...doc.parameters.map(([parameter, text]) => `- \`${parameter}\`: ${text}`),
    ...(members.length === 0 ? [] : [memberTable(members)]),
    ...members.flatMap((member) => {
      const example = exampleIn(member.doc.text)
      return example === undefined ? [] : [`Example of \`${member.name}\`:\n\n${example}`]
    }),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function memberTable(members: readonly Member[]): string {
  const rows = members.map(({ name, isOptional, type, doc }) => [
    `\`${name}${isOptional ? '?' : ''}\``,
    type === '' ? '' : `\`${type}\``,
    doc.text
      .replaceAll(/\s*```[^]*?```\s*/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  ])
  return table(['Name', 'Type', 'Meaning'], rows)
}

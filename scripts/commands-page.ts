import { flagOf } from '../packages/contract/src/flag-of.ts'
import { type AnyCommand, argumentOf } from '../packages/cli/src/command.ts'
import { isGroup } from '../packages/cli/src/commands/command-table.ts'
import { commands } from '../packages/cli/src/commands/index.ts'
import { exitCodes } from '../packages/cli/src/exit-codes.ts'
import { type Option } from '../packages/cli/src/option.ts'
import { page, table } from './reference-page.ts'

/** The page of all commands, made from the table of commands. */
export async function commandsPage(): Promise<string> {
  const parts: string[] = []
  for (const [noun, entry] of Object.entries(commands)) {
    if ('hidden' in entry) continue
    if (!isGroup(entry)) {
      parts.push(commandPart('##', noun, entry.summary, await entry.load()))
      if ('below' in entry)
        for (const [name, definition] of Object.entries(await entry.below()))
          parts.push(commandPart('###', `${noun} ${name}`, definition.summary ?? '', definition))
      continue
    }
    parts.push(`## ${noun}\n\n${entry.summary}`)
    for (const [verb, definition] of Object.entries(await entry.verbs()))
      parts.push(commandPart('###', `${noun} ${verb}`, definition.summary ?? '', definition))
  }
  return page('Commands', [intro, ...parts])
}

const intro = `Every command takes \`--json\` (the response as one JSON document on standard output) and \`--no-color\`; those that call a server take
\`--url URL\`, \`--data FOLDER\` and \`--profile NAME\` too. Colours and drawings that move are for terminals alone; \`NO_COLOR\` and \`FORCE_COLOR\` are followed.

**Names.** A task, run, queue, project or model is named by its name, its id, or the beginning of its id where that is unique. The name of a pipeline means its newest run.

**Errors.** An error is printed on standard error, and standard output stays empty. With \`--json\` it is one JSON object on one line:
\`{"error":{"code":…,"message":…,"field":…,"cure":…,"details":{…}}}\`; \`field\`, \`cure\` and \`details\` are left out where nothing is known.
\`code\` is permanent: one of the [server’s errors](errors.md), or one of this program: \`usage\`, \`not_found\`, \`ambiguous\`, \`not_confirmed\`, \`no_server\`,
\`unreachable\`, \`no_answer\`, \`not_this_server\`, \`timeout\`, \`invalid_setting\`, \`unusable_database\`, \`failed\`, \`stopped\`, \`unexpected\`.

${table(
  ['Exit code', 'What it means'],
  Object.entries(exitCodes).map(([code, meaning]) => [code, meaning]),
)}`

function commandPart(
  level: string,
  path: string,
  summary: string,
  { args = {}, options = {}, details, examples = [] }: AnyCommand,
): string {
  const given = Object.entries(args).map(([key, help]) => ({ ...argumentOf(key), help }))
  const words = given.map(({ name, form }) =>
    ({ certain: name, optional: `[${name}]`, several: `${name}…`, rest: `[${name}…]` })[form].toUpperCase(),
  )
  const named = given.map(({ name, help }) => [`\`${name.toUpperCase()}\``, help])
  const flags = Object.entries(options).map(([name, option]) => [`\`${flagText(name, option)}\``, helpText(option)])
  const rows = [...named, ...flags]
  const lines = examples.map((example) => `clearway ${path}${example === '' ? '' : ` ${example}`}`)
  return [
    `${level} ${[path, ...words].join(' ')}`,
    summary,
    ...(details === undefined ? [] : [details]),
    ...(rows.length === 0 ? [] : [table(['Word', 'What it means'], rows)]),
    ...(lines.length === 0 ? [] : [`\`\`\`sh\n${lines.join('\n')}\n\`\`\``]),
  ].join('\n\n')
}

function flagText(name: string, { form, placeholder }: Option<unknown>): string {
  const value = { alone: '', value: ` ${placeholder}`, optional: ` [${placeholder}]`, many: ` ${placeholder}…` }[form]
  return `${flagOf(name)}${value}`
}

function helpText({ help, default: byDefault }: Option<unknown>): string {
  return byDefault === undefined ? help : `${help} Default: ${byDefault}.`
}

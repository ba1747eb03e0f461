import { flagOf } from '@clearway/contract/flag-of'
import { visibleDocument } from '@clearway/contract/visible-text'
import { type AnyCommand, argumentOf, type Arguments, type Context, Printed } from './command.ts'
import { type Option, type Options } from './option.ts'

type Raw = Readonly<Record<string, unknown>>
/** The word of an argument, or its words. */
type Given = string | readonly string[] | undefined

/** Runs a command with the given words and flags, and prints its response. Answers the exit code. */
export async function runCommand(definition: AnyCommand, given: readonly Given[], raw: Raw, context: Context): Promise<number> {
  const input = { ...readArguments(definition.args ?? {}, given), ...readOptions(definition.options ?? {}, raw) }
  const response = await definition.run(input, context)
  if (response instanceof Printed) return response.exitCode
  const { show, exitCode } = definition
  if (context.json || show === undefined) context.print(JSON.stringify(response, undefined, 2))
  else if (isPastTheEnd(input, response)) context.print(context.look.paint('dim', `The list ends before page ${String(input['page'])}.`))
  else context.print(show(visibleDocument(response), context.look, input))
  return exitCode?.(response) ?? 0
}

/** Whether the command lists page by page, and no row is on the page that was asked for. */
function isPastTheEnd({ page }: Raw, response: unknown): boolean {
  if (typeof page !== 'number' || page === 1 || typeof response !== 'object' || response === null) return false
  const lists = Object.values(response).filter(Array.isArray)
  return lists.length > 0 && lists.every(({ length }) => length === 0)
}

function readArguments(args: Arguments, given: readonly Given[]): Record<string, Given> {
  return Object.fromEntries(
    Object.keys(args).map((key, index) => {
      const { name, form } = argumentOf(key)
      return [name, given[index] ?? (form === 'rest' ? [] : undefined)]
    }),
  )
}

function readOptions(options: Options, raw: Raw): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, readOption(name, option, raw)]))
}

function readOption(name: string, option: Option<unknown>, raw: Raw): unknown {
  // Commander takes `--no-agent` as `agent: false`.
  const negated = /^no([A-Z])(.*)$/.exec(name)
  if (negated !== null) return raw[`${(negated[1] ?? '').toLowerCase()}${negated[2]}`] === false
  const value = raw[name]
  if (value === undefined) return option.form === 'alone' ? false : undefined
  if (Array.isArray(value)) return value.flatMap((each: unknown) => option.read(String(each), flagOf(name)))
  // An optional value that was left out.
  return option.read(typeof value === 'string' ? value : 'true', flagOf(name))
}

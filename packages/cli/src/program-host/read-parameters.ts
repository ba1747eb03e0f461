import { flagOf } from '@clearway/contract/flag-of'
import { type ParameterSchema, readAs, typesIn } from '@clearway/engine'
import type { DescribedParameter } from '@clearway/sdk'
import { UsageError } from '../usage-error.ts'

interface Described {
  readonly name: string
  readonly parameters: readonly DescribedParameter[] | undefined
}

type Read = { readonly value: unknown } | { readonly fault: string }

/**
 * The parameters that words state: `--rows 300`, `--rows=300`, `--deep`, `--no-deep`, and `--set rows=300` for a name that is also a flag of the command.
 * The type of each follows from its description; where there is none, a text that is JSON is read as such.
 *
 * @throws UsageError with all faults at once
 */
export function readParameters({ name, parameters }: Described, words: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  const faults: string[] = []
  const left = [...words]
  const set = (found: DescribedParameter, text: string): void => {
    const read = readValue(found, text)
    if ('fault' in read) faults.push(`--${found.name} is '${text}', ${read.fault}.`)
    else values[found.name] = read.value
  }
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!word.startsWith('-')) {
      faults.push(`'${word}' belongs to no parameter: write --NAME ${word}.`)
      continue
    }
    const [flag, inline] = splitAt(word, '=')
    if (flag === '--set' || flag === '-p') {
      const [given, text] = splitAt(inline ?? left.shift() ?? '', '=')
      const found = given === '' ? undefined : find(parameters, given)
      if (text === undefined) faults.push(`${flag} takes NAME=VALUE.`)
      else if (found === undefined) faults.push(unknown(given, parameters))
      else set(found, text)
      continue
    }
    const given = flag.replace(/^-+/, '')
    const found = find(parameters, given)
    const negated = found === undefined && given.startsWith('no-') ? find(parameters, given.slice('no-'.length)) : undefined
    if (negated !== undefined && (negated.type === 'boolean' || negated.type === undefined) && inline === undefined)
      values[negated.name] = false
    else if (found === undefined) {
      faults.push(unknown(given, parameters))
      if (inline === undefined && left[0]?.startsWith('-') === false) left.shift()
    } else if (inline !== undefined) set(found, inline)
    else if (found.type === 'boolean') values[found.name] = left[0] === 'true' || left[0] === 'false' ? left.shift() === 'true' : true
    else if (left[0] === undefined || isFlag(left[0])) faults.push(`--${found.name} has no value.`)
    else set(found, left.shift() ?? '')
  }
  if (faults.length > 0) throw new UsageError([`Pipeline '${name}':`, ...faults].join('\n'), { cure: listed(parameters) })
  return values
}

/** A negative number is a value. */
function isFlag(word: string): boolean {
  return word.startsWith('-') && !/^-[\d.]/.test(word)
}

function splitAt(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** A parameter by its name, or by the flag that is made of it: `max-rows` for `maxRows`. */
function find(parameters: Described['parameters'], given: string): DescribedParameter | undefined {
  if (parameters === undefined) return { name: given }
  return parameters.find(({ name }) => name === given) ?? parameters.find(({ name }) => flagOf(name) === `--${given}`)
}

/** The schema of a parameter; of its type alone, where the program has an older SDK. */
export function schemaOf({ type, schema = type === undefined ? {} : { type } }: DescribedParameter): ParameterSchema {
  return schema
}

function readValue(parameter: DescribedParameter, text: string): Read {
  const schema = schemaOf(parameter)
  const value = readAs(text, schema)
  return value === undefined ? { fault: `which is ${notA(parameter.type, schema)}` } : { value }
}

/** What a text is not that is no value of a parameter. */
function notA(type: string | undefined, { items }: ParameterSchema): string {
  switch (type) {
    case 'number':
    case 'integer':
      return 'no number'
    case 'boolean':
      return 'neither true nor false'
    case 'array': {
      const [only, ...others] = typesIn((items ?? {}) as ParameterSchema) ?? []
      return only === undefined || others.length > 0 ? 'no list of its values' : `no list of ${only}s`
    }
    case 'object':
      return 'no JSON object'
    case undefined:
    default:
      return 'no value of its type'
  }
}

function unknown(given: string, parameters: Described['parameters']): string {
  const near = (parameters ?? []).find(({ name }) => name.toLowerCase().startsWith(given.toLowerCase().slice(0, 3)))
  return `There is no parameter '${given}'.${near === undefined ? '' : ` Did you mean --${near.name}?`}`
}

function listed(parameters: Described['parameters']): string {
  if (parameters === undefined) return 'Its schema does not list the parameters.'
  if (parameters.length === 0) return 'It has no parameters.'
  const shown = parameters.map((one) => {
    const value = 'default' in one ? JSON.stringify(one.default) : one.isOptional === true ? 'optional' : 'required'
    return `--${one.name} (${value})`
  })
  return `It has ${shown.join(', ')}.`
}

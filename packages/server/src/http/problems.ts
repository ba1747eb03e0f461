import { isRecord } from '@clearway/contract/is-record'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { defined } from '../defined.ts'

export interface Problem {
  /** The path of the field: its names, joined by dots. */
  readonly field: string
  readonly message: string
  /** Whether the field is required and absent. */
  readonly missing: boolean
}

/** The most problems of one answer. After these are corrected, the next answer names further ones. */
const most = 8

/** The parts of a JSON schema that hold other schemas. */
interface Shape {
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly patternProperties?: Readonly<Record<string, TSchema>>
  readonly items?: TSchema
  readonly required?: readonly string[]
}

const validators = new WeakMap<TSchema, Validator>()

/**
 * The first problems of an input that does not match its schema. A compiled check skips the parts that match. TypeBox's own list of errors visits
 * every part a hundred times slower: over a wrong body of a few megabytes it blocked the server for seconds.
 */
export function problemsOf(schema: TSchema, input: unknown): readonly Problem[] {
  const found: Problem[] = []
  collect(schema, input, [], found)
  return found
}

function collect(schema: TSchema, value: unknown, path: readonly string[], found: Problem[]): void {
  const shape = schema as Shape
  const before = found.length
  const isList = Array.isArray(value) && shape.items !== undefined
  const isObject = isRecord(value) && (shape.properties !== undefined || shape.patternProperties !== undefined)
  if (!isList && !isObject) return own(schema, value, path, found)
  // The length is checked first, because the items of a list that is too long are not visited.
  const { items: _items, properties: _properties, patternProperties: _patterns, required: _required, ...itself } = schema as TSchema & Shape
  own(itself, value, path, found)
  if (found.length > before) return
  if (isList)
    for (let index = 0; index < value.length && found.length < most; index += 1)
      inside(defined(shape.items), value[index], [...path, String(index)], found)
  if (isObject) collectFromObject(shape, value, path, found)
}

function collectFromObject(
  { required = [], properties = {}, patternProperties = {} }: Shape,
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
  found: Problem[],
): void {
  for (const name of required)
    if (value[name] === undefined && found.length < most)
      found.push({ field: [...path, name].join('.'), message: `must have ${name}`, missing: true })
  for (const [name, part] of Object.entries(properties)) if (value[name] !== undefined) inside(part, value[name], [...path, name], found)
  const [others] = Object.values(patternProperties)
  if (others === undefined) return
  for (const name of Object.keys(value)) {
    if (found.length >= most) return
    inside(others, value[name], [...path, name], found)
  }
}

function inside(schema: TSchema, value: unknown, path: readonly string[], found: Problem[]): void {
  if (found.length < most && !validatorOf(schema).Check(value)) collect(schema, value, path, found)
}

/** Problems of the value itself, such as its type or its length. */
function own(schema: TSchema, value: unknown, path: readonly string[], found: Problem[]): void {
  const alternative = alternativeFor(schema, value)
  if (alternative !== undefined) return collect(alternative, value, path, found)
  for (const { instancePath, message } of validatorOf(schema)
    .Errors(value)
    .slice(0, most - found.length)) {
    const field = [...path, ...instancePath.split('/').slice(1)].join('.')
    found.push({ field: field === '' ? '(body)' : field, message, missing: false })
  }
}

/** For a list: the only one of several alternative schemas that takes lists. */
function alternativeFor({ anyOf }: TSchema & { readonly anyOf?: readonly TSchema[] }, value: unknown): TSchema | undefined {
  if (!Array.isArray(value)) return undefined
  const [only, another] = (anyOf ?? []).filter((one) => (one as Shape).items !== undefined)
  return another === undefined ? only : undefined
}

function validatorOf(schema: TSchema): Validator {
  const known = validators.get(schema)
  if (known !== undefined) return known
  const made = Compile(schema)
  validators.set(schema, made)
  return made
}

import { isRecord } from '@clearway/contract/is-record'
import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { storableValue } from '../storable-text.ts'
import { withoutTopNulls } from './nulls.ts'

type Input = Record<string, unknown>

/**
 * The input of an action: the JSON body, completed by the query string, with every text in a form that the databases can store. In the query string
 * `name[]` or a repeated name is a list, dots nest, and true, false and numbers are read as such. Source: ClearML server 2.3.0.
 */
export function inputOf(request: FastifyRequest, schema: TSchema): unknown {
  return storableValue(given(request, schema))
}

function given({ body, query }: FastifyRequest, schema: TSchema): unknown {
  const fromQuery = readQuery(query as Readonly<Record<string, string | string[]>>)
  if (body === undefined || body === null) return fromQuery
  if (typeof body !== 'object' || Array.isArray(body)) return body
  return { ...fromQuery, ...withoutTopNulls(schema, body) }
}

function readQuery(query: Readonly<Record<string, string | string[]>>): Input {
  const input: Input = {}
  for (const [key, value] of Object.entries(query)) {
    const list = key.endsWith('[]') || Array.isArray(value)
    const values = [value].flat().map(readValue)
    assign(input, key.replace(/\[\]$/, '').split('.'), list ? values : values[0])
  }
  return input
}

function readValue(value: string): unknown {
  if (value === 'true' || value === 'True') return true
  if (value === 'false' || value === 'False') return false
  return /^-?\d{1,15}(\.\d+)?$/.test(value) ? Number(value) : value
}

function assign(target: Input, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (first === '__proto__') return
  if (rest.length === 0) {
    target[first] = value
    return
  }
  const inner = target[first]
  const next: Input = isRecord(inner) ? inner : {}
  target[first] = next
  assign(next, rest, value)
}

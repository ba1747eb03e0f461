import type { EventEmitter } from 'node:events'
import pg from 'pg'
import { recordSocketError } from './postgres-away.ts'

/** How many statements a connection keeps prepared. PostgreSQL holds a plan for each. */
const most = 400

/** `names` holds the names of statements that came at least twice, by their text; `once` those that came once. */
const names = new Map<string, string>()
const once = new Set<string>()

/**
 * A connection that prepares statements, which saves a third of the time of a small one. A statement that comes only once, such as a list with an
 * unusual filter, is not prepared.
 */
export class PreparingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    // Before the listeners of the client itself, which pass the error on to the caller.
    ;(this as unknown as { readonly connection: EventEmitter }).connection.prependListener('error', recordSocketError)
  }

  // The pool and Kysely always call `query` with a text and values.
  override query = ((text: unknown, values?: unknown, ...rest: unknown[]) => {
    const send = super.query.bind(this) as (...parts: unknown[]) => unknown
    const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : undefined
    return name === undefined ? send(text, values, ...rest) : send({ name, text, values }, ...rest)
  }) as pg.Client['query']
}

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined) return known
  if (names.size >= most) return undefined
  if (!once.has(text)) {
    if (once.size >= most) once.clear()
    once.add(text)
    return undefined
  }
  once.delete(text)
  const name = `clearway_${names.size}`
  names.set(text, name)
  return name
}

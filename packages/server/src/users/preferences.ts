import { isDeepStrictEqual } from 'node:util'
import { recordOf } from '@clearway/contract/is-record'
import { json } from '../db/sql/json.ts'
import { parseObject } from '../db/sql/unreadable.ts'
import { readUser, setPreferences } from '../db/tables/users.ts'
import type { Tx } from '../scope.ts'

type Preferences = Readonly<Record<string, unknown>>

/** The preferences of a user as they are stored. */
export function preferencesOf({ preferences }: { readonly preferences: string }): Preferences {
  return parseObject(preferences) ?? {}
}

/** Changes preferences of a user: each name is a path, `a.b` is the key b of the object a. Answers all of them. Source: ClearML server 2.3.0. */
export async function updatePreferences(
  tx: Tx,
  user: string,
  changes: Preferences,
): Promise<{ readonly preferences: Preferences; readonly hasChanged: boolean }> {
  const before = preferencesOf(await readUser(tx, user, 'change'))
  const after = Object.entries(changes).reduce((all, [path, value]) => withValue(all, path.split('.'), value), before)
  const hasChanged = !isDeepStrictEqual(after, before)
  if (hasChanged) await setPreferences(tx, user, json(after))
  return { preferences: after, hasChanged }
}

/** The object with another value at a path. What lies on the path and is no object is replaced by one. */
function withValue(object: Preferences, [name = '', ...rest]: readonly string[], value: unknown): Preferences {
  const below = recordOf(Object.hasOwn(object, name) ? object[name] : undefined)
  return Object.fromEntries([
    ...Object.entries(object).filter(([key]) => key !== name),
    [name, rest.length === 0 ? value : withValue(below, rest, value)],
  ])
}

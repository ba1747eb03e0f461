import { userDetails } from '../db/tables/users.ts'

type Details<T> = { readonly [K in (typeof userDetails)[number]]?: T | undefined }

/** The details that a request gives, as columns: an empty text removes one. */
export function detailsOf(given: Details<string>): { [K in keyof Details<string>]: string | null } {
  return Object.fromEntries(userDetails.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name] || null]])))
}

/** The details of a user that are known, as they are shown. */
export function shownDetails(row: Details<string | null>): { [K in keyof Details<string>]: string } {
  return Object.fromEntries(userDetails.flatMap((name) => (typeof row[name] === 'string' ? [[name, row[name]]] : [])))
}

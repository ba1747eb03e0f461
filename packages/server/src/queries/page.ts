import { malformed } from './malformed.ts'
import type { ListRequest } from './request.ts'

const largestPage = 500

/** The position of a row in a list: its segment and the values of its sort columns. */
export interface Key {
  readonly segment: number
  readonly values: readonly (string | number | null)[]
}

export interface Page {
  readonly limit: number
  readonly offset: number
  /** The row after which a scroll continues. */
  readonly after?: Key
}

/** Reads `page` (from 0) and `page_size`. A request that names ids gets all of them on one page. */
export function readPage(request: ListRequest): Page {
  const page = integerIn(request, 'page', 0) ?? 0
  const size = integerIn(request, 'page_size', 1)
  if (size === undefined && request['page'] === undefined && Array.isArray(request['id']) && request['id'].length > largestPage)
    return { limit: request['id'].length, offset: 0 }
  const limit = Math.min(size ?? largestPage, largestPage)
  return { limit, offset: Math.min(page * limit, Number.MAX_SAFE_INTEGER) }
}

/** Reads the number of rows in one part of a scroll. */
export function readSize(request: ListRequest): number {
  return Math.min(integerIn(request, 'size', 1) ?? largestPage, largestPage)
}

function integerIn(request: ListRequest, name: string, least: number): number | undefined {
  const value = request[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least)
    throw malformed(name, `expected a whole number from ${least}`)
  return value
}

import { LRUCache } from 'lru-cache'
import { RE2JS } from 're2js'

export interface RegexSource {
  readonly source: string
  readonly ignoreCase: boolean
}

const compiled = new LRUCache<string, RE2JS>({ max: 200 })

/**
 * Compiles a regular expression that matches in linear time, whatever its pattern. Throws on syntax that RE2 does not support, such as look-around.
 */
export function re2({ source, ignoreCase }: RegexSource): RE2JS {
  const key = `${ignoreCase ? 'i' : '-'}${source}`
  const known = compiled.get(key)
  if (known !== undefined) return known
  const regex = RE2JS.compile(toRe2(source), ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
  compiled.set(key, regex)
  return regex
}

/** Replaces syntax of Python and PCRE that RE2 refuses: `\Z`, and an escape before a character that needs none. */
function toRe2(source: string): string {
  return source.replace(/\\([\s\S])/gu, (whole, escaped: string) => {
    if (escaped === 'Z') return '\\z'
    return /[^\x00-\x7f]/u.test(escaped) ? escaped : whole
  })
}

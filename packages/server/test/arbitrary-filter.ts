import fc from 'fast-check'
import { isNumeric, type NaivePath, type NaiveTask, valuesOf } from './naive-list.ts'
import type { ListRequest } from '../src/queries/request.ts'

/** A part of a request, and what it means, written independently of the server's code and without a database. */
export interface Filter {
  readonly request: ListRequest
  readonly accepts: (task: NaiveTask) => boolean
}

/** Texts that sort differently by UTF-16 unit and by code point, differ in case, or have a special meaning in patterns. */
const pieces = ['a', 'A', 'b', 'ab', '1', '10', '01', '-', '#', ' ', '.', '*', 'é', 'É', '｡', '😀', '%', '_', '\\', "'", '"', '$', '(']
export const arbitraryText = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))

/** Escapes like Python's `re.escape`. */
const escaped = (text: string) => text.replaceAll(/[\s!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]/g, String.raw`\$&`)

const atom = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...pieces).map(escaped) },
  fc.constantFrom('.', '.*', String.raw`\d+`, '[ab]', '[^a]', 'a?', '(a|b)', '(| #)', '(ab)*', String.raw`\w`, '1{2}', 'b+'),
)
export const arbitraryPattern = fc
  .record({
    start: fc.constantFrom('', '', '^'),
    alternatives: fc.array(
      fc.array(atom, { minLength: 1, maxLength: 4 }).map((atoms) => atoms.join('')),
      { minLength: 1, maxLength: 2 },
    ),
    end: fc.constantFrom('', '', '$'),
  })
  .map(({ start, alternatives, end }) => start + alternatives.join('|') + end)

/**
 * Compiles a pattern that matches by code point, as in Python. With the flag `v` JavaScript refuses needless escapes, so they are removed. With `u` V8
 * misses a character outside of the basic plane where `[^a]` stands before `$`.
 */
function regexOf(pattern: string, flags: string): RegExp {
  return new RegExp(
    pattern.replaceAll(/\\([^\w])/g, (escape, character: string) => ('^$\\.*+?()[]{}|/'.includes(character) ? escape : character)),
    `${flags}v`,
  )
}

const listPaths = ['status', 'project', 'tags', 'hyperparams.Args.x%2Ey', 'script.repository', 'models.input.model', 'runtime.k'] as const
const textPaths = ['name', 'comment', 'tags', 'hyperparams.Args.x%2Ey', 'runtime.k', 'script.repository', 'models.input.model'] as const
const listed = fc
  .oneof(fc.constantFrom('completed', 'failed', 'p1', 'p2', 'true'), arbitraryText)
  .filter((text) => !text.startsWith('-') && !text.startsWith('__$'))

/** Whether a task has a value. Values are equal as texts, and in JSON also as numbers. */
function has(task: NaiveTask, path: NaivePath, wanted: unknown): boolean {
  const values = valuesOf(task, path)
  if (wanted === null) return values.length === 0
  return values.some(
    (value) => String(value) === String(wanted) || (typeof value === 'number' && isNumeric(wanted) && value === Number(wanted)),
  )
}

const choice: fc.Arbitrary<Filter> = fc
  .record({
    path: fc.constantFrom(...listPaths),
    every: fc.boolean(),
    include: fc.array(fc.oneof(listed, listed, fc.constant(null)), { maxLength: 3 }),
    exclude: fc.array(listed, { maxLength: 2 }),
  })
  .map(({ path, every, include, exclude }) => {
    const values = include.filter((value) => value !== null)
    const accepts = (task: NaiveTask) => {
      if (include.includes(null) && has(task, path, null)) return true
      if (values.length + exclude.length === 0) return !include.includes(null)
      const included =
        values.length === 0 || (every ? values.every((value) => has(task, path, value)) : values.some((value) => has(task, path, value)))
      return included && !exclude.some((value) => has(task, path, value))
    }
    return {
      request: {
        [path]: every
          ? ['__$all', ...include, ...exclude.flatMap((value) => ['__$not', value])]
          : [...include, ...exclude.map((value) => `-${value}`)],
      },
      accepts,
    }
  })

/** The bounds of a range, of which at least one is given and the first is not the greater. */
const bounds = fc
  .record({ min: fc.option(fc.constantFrom(-150, -2, 0, 1, 1.5, 9)), max: fc.option(fc.constantFrom(-2, 0.001, 1, 9, 10, 1e9)) })
  .filter(({ min, max }) => (min !== null || max !== null) && (min ?? -Infinity) <= (max ?? Infinity))

/** Whether a task has a number within bounds. What is no number is in no range. */
function isWithin(task: NaiveTask, path: NaivePath, { min, max }: { readonly min: number | null; readonly max: number | null }): boolean {
  return valuesOf(task, path).some((value) => isNumeric(value) && Number(value) >= (min ?? -Infinity) && Number(value) <= (max ?? Infinity))
}
const withNumbers: readonly NaivePath[] = ['hyperparams.Args.x%2Ey', 'runtime.k']

const within: fc.Arbitrary<Filter> = fc
  .record({ path: fc.constantFrom(...withNumbers, 'last_iteration', 'last_metrics.mh.vh.value'), range: bounds })
  .map(({ path, range }) => ({
    request: { filters: { [path]: { range: [range.min, range.max] } } },
    accepts: (task) => isWithin(task, path, range),
  }))

const structured: fc.Arbitrary<Filter> = fc
  .record({
    path: fc.constantFrom(...listPaths),
    some: fc.array(listed, { maxLength: 2 }),
    none: fc.array(listed, { maxLength: 2 }),
    notAll: fc.array(listed, { maxLength: 2 }),
    range: fc.option(bounds),
    op: fc.constantFrom('and' as const, 'or' as const),
  })
  .map(({ path, some, none, notAll, op, ...given }) => {
    const range = withNumbers.includes(path) ? given.range : null
    const asked = range === null ? {} : { range: [range.min, range.max] }
    return {
      request: { filters: { [path]: { any: { include: some, exclude: notAll }, all: { exclude: none }, ...asked, op } } },
      accepts: (task: NaiveTask) => {
        const parts = [
          ...(range === null ? [] : [isWithin(task, path, range)]),
          ...(some.length + notAll.length === 0
            ? []
            : [some.some((value) => has(task, path, value)) || (notAll.length > 0 && !notAll.every((value) => has(task, path, value)))]),
          ...(none.length === 0 ? [] : [!none.some((value) => has(task, path, value))]),
        ]
        return parts.length === 0 || (op === 'and' ? parts.every(Boolean) : parts.some(Boolean))
      },
    }
  })

const named: fc.Arbitrary<Filter> = arbitraryPattern.map((pattern) => ({
  request: { name: pattern },
  accepts: ({ name }) => regexOf(pattern, 's').test(name),
}))

const joined: fc.Arbitrary<Filter> = fc
  .record({
    key: fc.constantFrom('_all_', '_any_', '_and_', '_or_'),
    fields: fc.uniqueArray(fc.constantFrom(...textPaths), { minLength: 1, maxLength: 3 }),
    pattern: arbitraryPattern,
  })
  .map(({ key, fields, pattern }) => {
    const regex = regexOf(pattern, 'is')
    const matches = (task: NaiveTask) => (path: NaivePath) => valuesOf(task, path).some((value) => regex.test(String(value)))
    return {
      request: { [key]: { fields, pattern } },
      accepts: (task) => (key === '_all_' || key === '_and_' ? fields.every(matches(task)) : fields.some(matches(task))),
    }
  })

const ranged: fc.Arbitrary<Filter> = fc
  .record({
    path: fc.constantFrom('last_iteration', 'last_metrics.mh.vh.value'),
    from: fc.option(fc.constantFrom(0, 1, 1.5, 2)),
    to: fc.option(fc.constantFrom(1, 2, 2.5)),
  })
  .filter(({ from, to }) => from !== null || to !== null)
  .map(({ path, from, to }) => ({
    request: { [path]: [from, to] },
    accepts: (task) => {
      const [value] = valuesOf(task, path as NaivePath) as readonly number[]
      if (value === undefined) return from === null
      return (from === null || value >= from) && (to === null || value <= to)
    },
  }))

const timed: fc.Arbitrary<Filter> = fc
  .record({ by: fc.constantFrom('>', '>=', '<', '<='), seconds: fc.constantFrom('00', '01', '01.0005') })
  .map(({ by, seconds }) => {
    const at = Number(seconds) * 1000
    const holds = {
      '>': (time: number) => time > at,
      '>=': (time: number) => time >= at,
      '<': (time: number) => time < at,
      '<=': (time: number) => time <= at,
    }
    return {
      request: { started: [`${by}1970-01-01T00:00:${seconds}+00:00`] },
      accepts: ({ started }) => started !== undefined && holds[by as keyof typeof holds](started),
    }
  })

const searched = fc
  .array(fc.record({ minus: fc.boolean(), text: fc.constantFrom('ab', 'A', '1', 't0', 'b%', 'é', '😀', 'x_', 'p') }), {
    minLength: 1,
    maxLength: 2,
  })
  .map((terms): Filter => ({
    request: { search_text: terms.map(({ minus, text }) => `${minus ? '-' : ''}${text}`).join(' ') },
    accepts: (task) => terms.every(({ minus, text }) => occurs(task, text) !== minus),
  }))

/** Whether a text occurs in a task. Only ASCII letters are folded, as in both databases. */
function occurs(task: NaiveTask, text: string): boolean {
  const fold = (value: string) => value.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  return (['id', 'name', 'comment', 'tags', 'script.repository'] as const).some((path) =>
    valuesOf(task, path).some((value) => fold(String(value)).includes(fold(text))),
  )
}

/** Several filters, which must all hold. Of filters with the same key the last one counts, as in any JSON object. */
export const arbitraryFilter: fc.Arbitrary<Filter> = fc
  .array(fc.oneof(choice, structured, within, named, joined, ranged, timed, searched), { maxLength: 3 })
  .map((filters) => {
    const byKey = new Map(filters.map((filter) => [keyOf(filter), filter]))
    // A condition in `filters` replaces the list that the request has for the same field.
    const structuredPath = Object.keys((byKey.get('filters')?.request['filters'] as object | undefined) ?? {})[0]
    if (structuredPath !== undefined) byKey.delete(structuredPath)
    const kept = [...byKey.values()]
    return {
      request: Object.assign({}, ...kept.map(({ request }) => request)) as ListRequest,
      accepts: (task) => kept.every(({ accepts }) => accepts(task)),
    }
  })
const keyOf = ({ request }: Filter) => Object.keys(request)[0]!

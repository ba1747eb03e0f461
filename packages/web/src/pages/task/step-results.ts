import { percentDecoded } from '@clearway/contract/percent-decoded'

/** A stretch of a parameter’s value: a text, or the result of a step that stands there by its address. */
export type ValuePart = { readonly text: string } | { readonly step: string; readonly task: string; readonly path: string }

/** How the SDK writes the result of a step, or a part of it, into a parameter; its file lies under the name and the id of the step’s task. */
const reference =
  /\{"\$step":"[^"]*\/([^/"]+)\.([0-9a-f]{32})\/artifacts\/[^"]*"(?:,"path":\[((?:"(?:[^"\\]|\\.)*"|\d+)(?:,(?:"(?:[^"\\]|\\.)*"|\d+))*)\])?\}/g

/** Finds results of steps in the value of a parameter. */
export function valueParts(value: string): readonly ValuePart[] {
  const parts: ValuePart[] = []
  let at = 0
  for (const match of value.matchAll(reference)) {
    const [whole, name = '', task = '', path] = match
    if (match.index > at) parts.push({ text: value.slice(at, match.index) })
    parts.push({ step: percentDecoded(name), task, path: path === undefined ? '' : (JSON.parse(`[${path}]`) as unknown[]).join('.') })
    at = match.index + whole.length
  }
  return at === 0 || at < value.length ? [...parts, { text: value.slice(at) }] : parts
}

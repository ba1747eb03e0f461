/**
 * Python source whose first `count` lines are put behind its imports from `__future__`, before which Python allows nothing but a docstring and
 * comments. Source without such imports stays as it is.
 */
export function putBehindFutureImports(source: string, count: number): string {
  const lines = source.split('\n')
  const [added, own] = [lines.slice(0, count), lines.slice(count)]
  const end = endOfFutureImports(own)
  return end === 0 ? source : [...own.slice(0, end), ...added, ...own.slice(end)].join('\n')
}

/** How many lines the imports from `__future__` reach down to, with the docstring and comments above them. */
function endOfFutureImports(lines: readonly string[]): number {
  let end = 0
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? ''
    if (/^\s*(#.*)?$/.test(line)) at += 1
    else if (/^[rRuU]?("|')/.test(line)) at = endOfString(lines, at)
    else if (/^from\s+__future__\s+import\b/.test(line)) end = at = endOfImport(lines, at)
    else break
  }
  return end
}

function endOfString(lines: readonly string[], start: number): number {
  const [, quote = ''] = /^[rRuU]?("""|'''|"|')/.exec(lines[start] ?? '') ?? []
  const body = (lines[start] ?? '').replace(/^[rRuU]/, '').slice(quote.length)
  if (quote.length === 1 || body.includes(quote)) return start + 1
  const length = lines.slice(start + 1).findIndex((line) => line.includes(quote))
  return length === -1 ? lines.length : start + 1 + length + 1
}

function endOfImport(lines: readonly string[], start: number): number {
  let at = start
  const isOpen = (): boolean => {
    const text = lines.slice(start, at + 1).map((line) => line.replace(/#.*$/, ''))
    return (text.join('').includes('(') && !text.join('').includes(')')) || text.at(-1)?.endsWith('\\') === true
  }
  while (isOpen() && at < lines.length - 1) at += 1
  return at + 1
}

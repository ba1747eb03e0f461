interface Package {
  readonly name: string
  /** `2.1.0`, or how it is restricted: `>=2`; `any` without a restriction. */
  readonly version: string
}

/** The packages that a task asks for, as pip writes them: a line, or an item of a list, for each. */
export function packagesOf(requirements: Readonly<Record<string, unknown>> | undefined): readonly Package[] {
  const found = new Map<string, Package>()
  for (const given of Object.values(requirements ?? {})) {
    const lines = Array.isArray(given) ? given : typeof given === 'string' ? given.split('\n') : []
    for (const line of lines) {
      const one = typeof line === 'string' ? packageIn(line) : undefined
      if (one !== undefined) found.set(one.name, one)
    }
  }
  return [...found.values()]
}

function packageIn(line: string): Package | undefined {
  const text = line.replace(/(^|\s)#.*$/, '').trim()
  if (text === '' || text.startsWith('-')) return undefined
  // An address names a package by itself.
  const [, name, rest] = /^([\w.-]+(?:\[[^\]]*\])?)\s*((?:[=<>!~@;(,].*)?)$/s.exec(text) ?? [undefined, text, '']
  return { name: (name ?? text).toLowerCase(), version: rest?.replace(/^==\s*/, '') || 'any' }
}

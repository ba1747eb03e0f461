const written = '<!-- Written by `npm run reference`. -->'

/** A page of `docs/reference`: its title, the note about who writes it, and its parts. */
export function page(title: string, parts: readonly string[]): string {
  return `${[`# ${title}`, written, ...parts].join('\n\n')}\n`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

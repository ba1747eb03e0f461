export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const

type Shell = (typeof shells)[number]

const posix = (name: string, value: string): string => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`

/** How each shell sets a variable for the programs that it starts. */
const lines = {
  bash: posix,
  zsh: posix,
  fish: (name, value) => `set -gx ${name} '${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`,
  powershell: (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
} as const satisfies Record<Shell, (name: string, value: string) => string>

/** Writes a line for each variable, in a shell’s syntax. */
export function exportLines(shell: Shell, variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => lines[shell](name, value))
    .join('\n')
}

/** The configuration object of a controller that names the base tasks of its program's functions. */
export const draftsConfigurationName = 'Functions'

/** The base tasks of a program's functions, by the functions' names. */
export type FunctionDrafts = Readonly<Record<string, string>>

/** Reads the value of the configuration object. */
export function readDrafts(text: unknown): FunctionDrafts | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as FunctionDrafts) : undefined
}

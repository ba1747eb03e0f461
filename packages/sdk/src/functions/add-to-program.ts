import type { ProgramFunction } from './program-function.ts'
import { register } from './registry.ts'

/** Adds a function to the program, which its bundle can run from then on. What runs it is loaded only then, because most programs only start runs. */
export function addToProgram(added: ProgramFunction): void {
  register(added, async () => (await import('./run-program.ts')).runProgram())
}

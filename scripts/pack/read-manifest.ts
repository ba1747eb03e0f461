import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../../packages/cli/programs.ts'

/** Reads a manifest of the workspace, or of an installed package. */
export function manifestOf(path: string): Manifest {
  return createRequire(import.meta.url)(join(root, path, 'package.json')) as Manifest
}

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

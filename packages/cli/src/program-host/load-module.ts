import { realpathSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { bundleSources } from '@clearway/sdk'

type Module = Readonly<Record<string, unknown>>

/** Thrown where a file's own code, or what it imports, cannot be loaded. */
export class LoadFailure extends Error {
  override readonly name = 'LoadFailure'
}

/** The end of the address of a bundle that is loaded in the place of its file. */
export const bundleMark = '?bundled'

/**
 * Loads a TypeScript or JavaScript file of the user. Node loads it if it can, because a debugger then finds the file itself. What Node cannot load, such
 * as enums, imports of `.ts` files by `.js` and the paths of a `tsconfig.json`, is bundled, as it is for agents.
 */
export async function loadModule(file: string): Promise<Module> {
  try {
    return await loadByNode(file)
  } catch (error) {
    throw new LoadFailure(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

async function loadByNode(file: string): Promise<Module> {
  try {
    return (await import(pathToFileURL(file).href)) as Module
  } catch (error) {
    if (!isOfLoader(error)) throw error
    return loadBundled(realpathSync(file))
  }
}

async function loadBundled(file: string): Promise<Module> {
  const url = `${pathToFileURL(file).href}${bundleMark}`
  const source = await bundleSources(file)
  const hooks = registerHooks({
    load: (asked, context, next) => (asked === url ? { format: 'module', source, shortCircuit: true } : next(asked, context)),
  })
  try {
    return (await import(url)) as Module
  } finally {
    hooks.deregister()
  }
}

/** Whether Node found no way to load a module, before it ran any of it. */
function isOfLoader(error: unknown): boolean {
  if (error instanceof SyntaxError) return true
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && loaderCodes.test(code)
}

const loaderCodes = /^ERR_(MODULE_NOT_FOUND|PACKAGE_|UNSUPPORTED_|UNKNOWN_|INVALID_(MODULE|PACKAGE|TYPESCRIPT)|IMPORT_|REQUIRE_)/

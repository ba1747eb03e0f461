// Plain JavaScript, for whoever loads TypeScript first pays for the type stripper: the program proper from source, from what Node kept of the last
// time, free of types and compiled. That lies in the checkout, so it is as trusted as the source; where nothing can be written, nothing is kept.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/clearway'))
await import('../src/main.ts')

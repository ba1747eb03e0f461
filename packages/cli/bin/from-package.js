// Plain JavaScript: starts the bundled program from what Node compiled of it before. That lies in the user's own cache folder, because nobody else may
// write what a program runs, and because the package's folder may belong to another user. Where nothing can be written, nothing is stored.
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

const { XDG_CACHE_HOME, HOME = homedir() } = process.env
const caches = process.platform === 'darwin' ? join(HOME, 'Library/Caches') : XDG_CACHE_HOME || join(HOME, '.cache')
enableCompileCache(join(caches, 'clearway', 'compiled'))
await import(join(import.meta.dirname, '../dist/main.js'))

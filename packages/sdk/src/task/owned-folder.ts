/** Apart from all else, because it loads the code that knows processes. */
export { makeOwnedFolder } from '@clearway/runtime/owned-folder'

import type { Plugin } from 'vitest/config'

/** How the server names the program of a thread, beside the file that starts it. */
const programFile = /new URL\(import\.meta\.url\.endsWith\('\.ts'\) \? '\.\/([\w-]+)\.ts' : '\.\/\1\.js', import\.meta\.url\)/g

/**
 * Starts the threads of the servers in a test process from their bundles: each server loads them anew, which takes a fifth of the processor time that
 * their sources take, and tests start hundreds of servers.
 */
export const bundledThreads: Plugin = {
  name: 'clearway-bundled-threads',
  enforce: 'pre',
  transform: {
    filter: { id: /\/packages\/server\/src\/.*\.ts$/, code: programFile },
    handler: (code) => ({
      // On the first line, so that the others keep their numbers.
      code: `import { threadProgram } from '@clearway/testkit/thread-program'; ${code.replaceAll(programFile, `threadProgram('$1')`)}`,
      map: null,
    }),
  },
}

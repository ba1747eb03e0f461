import { once } from 'node:events'
import { runMark } from './leftovers.ts'
import { killAll, processesMarked } from './processes.ts'

/** The program of `endLeftoversWithThisProcess`: its standard input ends with the process that runs the tests; it then kills what is left of the run. */
process.stdin.resume()
await once(process.stdin, 'end')
// Again, because a killed program may just have started another.
for (let left = await marked(); left.length > 0; left = await marked()) await killAll(left)

async function marked(): Promise<readonly number[]> {
  return (await processesMarked(runMark, process.argv[2] ?? '')).map(({ pid }) => pid)
}

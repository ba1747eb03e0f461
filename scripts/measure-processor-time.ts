import { readFileSync } from 'node:fs'
import { afterEach, TestRunner } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** The processor time that the file took, in seconds, with the ended processes that it started; undefined where the system does not tell. */
    processorSeconds?: number
  }
}

/** Linux counts in such ticks a second, on every machine. Source: `USER_HZ`. */
const ticksASecond = 100

const before = processorSeconds()
// After each test and not after the file, because only then the file is known; not from the context, because some tests have a `task` of their own there.
afterEach(() => {
  const [now, file] = [processorSeconds(), TestRunner.getCurrentTest()?.file]
  if (before !== undefined && now !== undefined && file !== undefined) file.meta.processorSeconds = now - before
})

/** The processor time of this process and of the children that it has waited for, which Node tells of itself alone. */
function processorSeconds(): number | undefined {
  if (process.platform !== 'linux') return undefined
  const stat = readFileSync('/proc/self/stat', 'utf8')
  // The name of the program, in parentheses, may hold blanks. `utime`, `stime`, `cutime` and `cstime` are the twelfth to fifteenth value after it.
  const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return values.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksASecond
}

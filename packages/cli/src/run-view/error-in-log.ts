/** The last line of a traceback of Python, or the first of a stack of JavaScript: the error's class and its message. */
const error = /^(?:Uncaught )?(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Interrupt|Exit|Failure|Warning)(?:: .*)?$/
const longest = 500

/** The message of the error that ended a program, from the last lines of its log; undefined if none of the lines is like one. */
export function errorInLog(lines: readonly string[]): string | undefined {
  const found = lines.findLast((line) => error.test(line.trim()))
  return found?.trim().slice(0, longest)
}

/** The last line of a traceback of Python, or the first of a stack of JavaScript: the error's class and its message. */
const error = /^(?:Uncaught )?(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Interrupt|Exit|Failure|Warning)(?:: .*)?$/

/** Whether a line of a log is like the one that names the error which ended a program. */
export function isErrorLine(line: string): boolean {
  return error.test(line.trim())
}

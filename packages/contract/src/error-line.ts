/** The last line of a traceback of Python, or the first of a stack of JavaScript: the error's class and its message. */
const named = /^(?:Uncaught )?(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Interrupt|Exit|Failure|Warning)(?:: .*)?$/
/** An error of the class that has no name of its own; what is no error of a program also begins so, but has no colon there. */
const plain = /^(?:Uncaught )?(?:Error|Exception): ./

/** Whether a line of a log is like the one that names the error which ended a program. */
export function isErrorLine(line: string): boolean {
  const text = line.trim()
  return named.test(text) || plain.test(text)
}

/** Whether its error has a class of its own, which says more than an `Error` does: a program that starts another reports its end by one. */
export function namesClass(line: string): boolean {
  return named.test(line.trim())
}

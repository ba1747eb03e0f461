/** The last line of a traceback of Python, or the first of a stack of JavaScript: the error's class and its message. */
const named = /^(?:Uncaught )?(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Interrupt|Exit|Failure|Warning)(?:: .*)?$/
/** `Error: …` or `Exception: …`. The colon must follow: lines that report no error of a program begin with these words too. */
const plain = /^(?:Uncaught )?(?:Error|Exception): ./

/** Whether a line of a log is like the one that names the error which ended a program. */
export function isErrorLine(line: string): boolean {
  const text = line.trim()
  return named.test(text) || plain.test(text)
}

/** Whether a line names the class of an error, such as `ValueError`. That says more than `Error`, by which a program reports how another one ended that it had started. */
export function namesClass(line: string): boolean {
  return named.test(line.trim())
}

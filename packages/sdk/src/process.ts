/**
 * What everything that runs a task's program has in common: the agent, and a pipeline that runs its steps as its own processes.
 * @module
 */
export { inheritedEnvironment } from './process/inherited-environment.ts'
export { type LogLine, LogLines } from './process/log-lines.ts'
export { Redactor } from './process/redact.ts'
export { asFile, entryWords, literalEntry, wordsOrNone } from './process/entry-point.ts'
export { splitWords } from './process/split-words.ts'

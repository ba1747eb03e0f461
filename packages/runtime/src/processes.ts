/**
 * The processes of an execution and their files, without anything of set-ups: the agent's supervisor pauses and ends the processes of a step with it.
 * @module
 */
export { endAttempt } from './executors/process/end-processes.ts'
export { isPaused, pauseAttempt, resumeAttempt } from './executors/process/pause-processes.ts'
export { exitCodeIn, identityIn, addLine, processFiles, type ProcessFiles } from './executors/process/process-files.ts'
export type { ProcessIdentity } from './executors/process/process-identity.ts'

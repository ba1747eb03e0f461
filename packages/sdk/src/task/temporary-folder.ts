import { rmSync } from 'node:fs'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where an agent or a local run wants the temporary files of a task: in the folder of its attempt, which is deleted as a whole when the attempt has ended. */
const ofAttempt = (): string | undefined => process.env['CLEARWAY_TEMPORARY_FOLDER']

/** Makes a folder for temporary files, which outlives this process unless it is that of a task. */
export async function temporaryFolder(): Promise<string> {
  const around = ofAttempt() ?? tmpdir()
  await mkdir(around, { recursive: true })
  return mkdtemp(join(around, 'clearway-'))
}

/** What is deleted with this process. */
const ofProcess = new Set<string>()

/** Makes a folder for temporary files of this process, with which it is deleted. */
export async function folderOfProcess(): Promise<string> {
  const folder = await temporaryFolder()
  // Once for all of them: Node warns of many listeners.
  if (ofProcess.size === 0) process.once('exit', () => ofProcess.forEach((one) => rmSync(one, { recursive: true, force: true })))
  ofProcess.add(folder)
  return folder
}

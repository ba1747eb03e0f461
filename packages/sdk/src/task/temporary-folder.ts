import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolders } from '@clearway/contract/make-folders'

/** The folder for a task's temporary files that an agent or a local run names: it is in the attempt's folder, which is deleted when the attempt has ended. */
const ofAttempt = (): string | undefined => process.env['CLEARWAY_TEMPORARY_FOLDER']

/** Makes a folder for temporary files. It is deleted with the attempt of a task; elsewhere it outlives this process. */
export async function temporaryFolder(): Promise<string> {
  const around = ofAttempt() ?? tmpdir()
  await makeFolders(around)
  return mkdtemp(join(around, 'clearway-'))
}

/** Outside of a task, what a killed process leaves is deleted by the next one. */
async function makeFolder(): Promise<string> {
  if (ofAttempt() !== undefined) return temporaryFolder()
  // Loaded on demand: programs import this package without the code that knows processes.
  const { makeOwnedFolder } = await import('@clearway/runtime/owned-folder')
  return makeOwnedFolder('files')
}

/** The folders that are deleted with this process. */
const ofProcess = new Set<string>()

/** Makes a folder for temporary files that is deleted with this process. */
export async function folderOfProcess(): Promise<string> {
  const folder = await makeFolder()
  // One listener for all folders, because Node warns of many listeners.
  if (ofProcess.size === 0) process.once('exit', () => ofProcess.forEach((one) => rmSync(one, { recursive: true, force: true })))
  ofProcess.add(folder)
  return folder
}

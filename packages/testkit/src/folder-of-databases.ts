import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'

const [memory, tmpfsType, enough] = ['/dev/shm', 0x01_02_19_94, 2 ** 31]
let folder: Promise<string> | undefined

/**
 * Gives the folder below which tests make databases: in memory where the machine has room there, since no test cuts the power and a commit to a disk waits
 * for it; else the temporary one. A container often has 64 MB there, which is too little.
 */
export function folderOfDatabases(): Promise<string> {
  folder ??= statfs(memory).then(
    ({ type, bavail, bsize }) => (type === tmpfsType && bavail * bsize > enough ? memory : tmpdir()),
    () => tmpdir(),
  )
  return folder
}

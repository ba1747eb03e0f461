import { percentDecoded } from '@clearway/contract/percent-decoded'
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { link, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makeFolders } from '@clearway/contract/make-folders'
import type { Connection } from '@clearway/sdk'
import { openUri } from '@clearway/sdk/files'
import { type Context, Printed } from '../command.ts'
import { CommandFailed } from '../failure.ts'
import { bytes } from '../show/bytes.ts'
import { UsageError } from '../usage-error.ts'
import { withProgress } from '../show/progress.ts'

export interface Download {
  readonly uri: string
  /** A file, or a folder that is there; by default the file's own name in the working folder. */
  readonly output: string | undefined
  /** Whether a file that is there already is replaced. */
  readonly replace: boolean
  /** In bytes, if it is known. */
  readonly size?: number | undefined
  /** sha256 in hex, if it is known. */
  readonly hash?: string | undefined
}

export interface Downloaded {
  readonly file: string
  readonly bytes: number
}

/** Prints an address byte for byte into a pipe or a file, as `--output -` asks for. */
export async function printContent(connection: Connection, uri: string, { json, look, stopped }: Context): Promise<Printed> {
  if (json) throw new UsageError('--json and --output - both need standard output. Leave out one of them.')
  if (look.isTerminal) throw new UsageError('--output - prints bytes, which a terminal cannot show. Send them into a pipe or a file.')
  const signal = stopped()
  const content = Readable.fromWeb((await openUri(connection, uri, signal)) as Parameters<typeof Readable.fromWeb>[0])
  await pipeline(content, process.stdout, { end: false, signal })
  return new Printed()
}

/** Copies an address into a file, which appears only when it is whole and has the hash that it should have. */
export async function download(connection: Connection, given: Download, context: Context): Promise<Downloaded> {
  const file = await fileFor(given)
  const there = await stat(file).catch(() => undefined)
  // A device or a pipe is written to, and never replaced by a file.
  const isFile = there === undefined || there.isFile() || there.isDirectory()
  if (!given.replace && isFile && there !== undefined)
    throw new CommandFailed(`${file} is there already. Name another file with --output, or give --force to replace it.`)
  const signal = context.stopped()
  const content = await openUri(connection, given.uri, signal)
  await makeFolders(dirname(file))
  const part = isFile ? `${file}.${process.pid}.part` : file
  const hash = createHash('sha256')
  let count = 0
  try {
    await withProgress(context, async (progress) => {
      const counting = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk)
          count += chunk.byteLength
          progress(`${bytes(count)}${given.size === undefined ? '' : ` of ${bytes(given.size)}`}`)
          done(null, chunk)
        },
      })
      await pipeline(Readable.fromWeb(content as Parameters<typeof Readable.fromWeb>[0]), counting, createWriteStream(part), { signal })
    })
    const found = hash.digest('hex')
    if (given.hash !== undefined && given.hash !== '' && given.hash !== found)
      throw new CommandFailed(`What ${given.uri} holds is not what was stored: its sha256 is ${found}, but should be ${given.hash}.`)
    if (isFile) await moveInto(part, file, given.replace)
    return { file, bytes: count }
  } finally {
    if (isFile) await rm(part, { force: true })
  }
}

/** Gives the finished file its name. Without `replace` a file that has come meanwhile stays. */
async function moveInto(part: string, file: string, replace: boolean): Promise<void> {
  if (replace) return rename(part, file)
  try {
    await link(part, file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new CommandFailed(`${file} is there already. Give --force to replace it.`, { cause: error })
    // Some file systems have no links.
    await rename(part, file)
  }
}

async function fileFor({ uri, output }: Download): Promise<string> {
  const name = nameIn(uri)
  if (output === undefined) return resolve(name)
  const isFolder = output.endsWith('/') || (await stat(output).catch(() => undefined))?.isDirectory() === true
  return isFolder ? resolve(join(output, name)) : resolve(output)
}

/** The file's name in an address. Only its last part is used, so an address never names a folder of this machine. */
function nameIn(uri: string): string {
  const last = uri.split(/[?#]/)[0]?.split('/').at(-1) ?? ''
  const name = basename(percentDecoded(last)).replaceAll(/[\p{Cc}\\]/gu, '_')
  return name === '' || name === '.' || name === '..' ? 'download' : name
}

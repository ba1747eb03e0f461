import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { pythonEnvironment } from './python-environment.ts'

const packages = ['moto[s3]==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5'] as const

export interface S3 {
  readonly endpoint: string
  /** Variables with which Amazon's SDK finds credentials for it, and nothing of this machine. */
  readonly env: Readonly<Record<string, string>>
  /** A new, empty bucket. */
  readonly makeBucket: () => Promise<S3Bucket>
}

export interface S3Server extends S3, AsyncDisposable {
  /** The address of the server, which is also the `endpoint`. */
  readonly url: string
  /** Ends the server, so that the store cannot be reached. */
  readonly stop: () => Promise<void>
}

export interface S3Bucket {
  readonly name: string
  readonly keys: () => Promise<readonly string[]>
  /** The keys of uploads in parts that are neither complete nor aborted. */
  readonly uploads: () => Promise<readonly string[]>
  /** Begins an upload in parts, and neither completes nor aborts it. */
  readonly beginUpload: (key: string) => Promise<void>
  readonly put: (key: string, content: string) => Promise<void>
  readonly remove: (key: string) => Promise<void>
}

// Looks signed; no signature is checked.
const authorization = 'AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0'

/** An S3 server (moto) in a process of its own, on a free port and empty. It takes any credentials. */
export async function startS3(): Promise<S3Server> {
  const bin = await pythonEnvironment(packages)
  const child = spawn(join(bin, 'python'), ['-u', join(bin, 'moto_server'), '-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const endpoint = await new Promise<string>((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-4000)
        const [, url] = /Running on (http:\/\/[\d.:]+)/.exec(output) ?? []
        if (url !== undefined) resolve(url)
      })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The S3 server ended at once (${code}):\n${output}`)))
  })
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }
  return { ...connectS3(endpoint), url: endpoint, stop, [Symbol.asyncDispose]: stop }
}

export function connectS3(endpoint: string): S3 {
  return {
    endpoint,
    env: {
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    makeBucket: () => makeBucket(endpoint),
  }
}

async function makeBucket(endpoint: string): Promise<S3Bucket> {
  const name = `clearway-test-${randomBytes(8).toString('hex')}`
  async function call(method: string, path = '', body?: string): Promise<string> {
    const reply = await fetch(`${endpoint}/${name}${path}`, { method, headers: { authorization }, ...(body === undefined ? {} : { body }) })
    const answer = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path} of the test's bucket: ${reply.status} ${answer}`)
    return answer
  }
  const keysIn = (xml: string): readonly string[] => [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key)
  await call('PUT')
  return {
    name,
    keys: async () => keysIn(await call('GET', '?list-type=2')),
    uploads: async () => keysIn(await call('GET', '?uploads')),
    beginUpload: async (key) => void (await call('POST', `/${key}?uploads`)),
    put: async (key, content) => void (await call('PUT', `/${key}`, content)),
    remove: async (key) => void (await call('DELETE', `/${key}`)),
  }
}

import { request } from 'node:http'
import type { ErrorCode } from '@clearway/contract'

export interface HttpCall {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Text and bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown
  readonly token?: string
}
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
  /** Empty if the answer has no envelope. */
  readonly meta: {
    readonly result_code?: number
    readonly result_subcode?: number
    readonly result_msg?: string
    readonly error_data?: Refusal
  }
  readonly data: Readonly<Record<string, unknown>>
  readonly code: ErrorCode | undefined
}
export interface Refusal {
  readonly code?: ErrorCode
  readonly field?: string
  readonly [detail: string]: unknown
}

/** Sends one request exactly as given, by any method and with any body, which `fetch` would refuse. */
export function httpCall(url: string, path: string, { method = 'POST', headers = {}, body, token }: HttpCall = {}): Promise<HttpAnswer> {
  const bytes = body === undefined ? undefined : typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const sent = request({
      hostname,
      port,
      // As it is given, because `URL` would normalise it.
      path: `/${path}`,
      method,
      agent: false,
      timeout: 30_000,
      headers: {
        ...(bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(bytes)) }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    })
    sent.on('timeout', () => sent.destroy(new Error(`${path} was not answered in time.`)))
    sent.on('error', reject)
    sent.on('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(parts).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, ...envelope(text) })
      })
    })
    sent.end(bytes)
  })
}

function envelope(text: string): Pick<HttpAnswer, 'meta' | 'data' | 'code'> {
  try {
    const { meta = {}, data = {} } = JSON.parse(text) as Partial<HttpAnswer>
    return { meta, data, code: meta.error_data?.code }
  } catch {
    // An answer without an envelope: a file, a page or a stream.
    return { meta: {}, data: {}, code: undefined }
  }
}

/** A token for a key pair. */
export async function tokenOf(
  url: string,
  { accessKey, secretKey }: { readonly accessKey: string; readonly secretKey: string },
): Promise<string> {
  const basic = Buffer.from(`${accessKey}:${secretKey}`).toString('base64')
  const { status, data, text } = await httpCall(url, 'auth.login', { headers: { authorization: `Basic ${basic}` } })
  if (status !== 200) throw new Error(`No login: ${text}`)
  return String(data['token'])
}

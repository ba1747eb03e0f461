import type { Lease } from '@clearway/contract'
import { type Api, createClient } from '@clearway/sdk'
import { httpFetch } from '@clearway/sdk/http-fetch'

/** A client that calls as the attempt, and so may do no more than the task's own code. */
export function attemptApi(url: string, lease: Lease, worker: string): Api {
  const header = basicAuthorization(lease)
  return createClient({
    baseUrl: url,
    fetch: httpFetch,
    // The key pair with each call: a login would be one call more before the task can start.
    login: { header: async () => header, renew: () => false },
    headers: { 'x-clearml-worker': worker },
    patienceSeconds: 0,
  })
}

export function basicAuthorization({ access_key, secret_key }: Lease): string {
  return `Basic ${btoa(`${access_key}:${secret_key}`)}`
}

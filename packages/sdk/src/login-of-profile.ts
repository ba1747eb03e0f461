import { ApiError, isApiError } from './api-error.ts'
import type { Login } from './client/login.ts'
import { loginTo } from './recorded-server.ts'

/** The profile that a key is from, and the address of its server. */
export interface ProfileOfKey {
  readonly profile: string
  readonly url: string
}

/** A login with the key of a profile: the error for a refused key names the profile, and how to log in to it anew. */
export function loginOfProfile(login: Login, from: ProfileOfKey): Login {
  return {
    ...login,
    header: (signal) =>
      login.header(signal).catch((error: unknown) => {
        throw isApiError(error, 'invalid_credentials') ? withProfile(error, from) : error
      }),
  }
}

function withProfile(error: ApiError, { profile, url }: ProfileOfKey): ApiError {
  const { cure: general = '', ...details } = error.details
  const cure = `The key is that of the profile '${profile}'. Log in again by ${loginTo(url, profile)}, or choose another profile by \`clearway profile use NAME\`.`
  const what = error.message.endsWith(general) ? error.message.slice(0, error.message.length - general.length).trimEnd() : error.message
  return new ApiError(`${what} ${cure}`, { code: error.code, status: error.status, details: { ...details, profile, cure }, cause: error })
}

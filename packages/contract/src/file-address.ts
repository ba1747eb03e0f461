/**
 * The ports at which ClearML's clients expect a server's parts if they know one address only.
 * Source: ClearML SDK, `Session.get_app_server_host` and `Session.get_files_server_host`.
 */
export const clearmlPorts = { api: 8008, web: 8080, files: 8081 } as const

/**
 * The decoded path of a stored file, read from its address: what stands below `/files`, or below the root at the port of the files. Undefined for
 * any other address. The host is not compared, because a server has many names.
 */
export function filePathOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const path = encodedPathOf(new URL(address))
  try {
    return path === undefined ? undefined : decodeURIComponent(path)
  } catch {
    // Not percent-encoded UTF-8, so the server did not write this address.
    return undefined
  }
}

/**
 * The address at which a program reads a file of its own server; undefined if the file lies elsewhere. Credentials may be sent to this address,
 * because it always begins with `filesUrl` or `url`. The stored address may name another port of the same host: on this machine any, because a server
 * of a data folder answers at another port where its own is taken.
 */
export function ownFileAddress(address: string, server: { readonly url: string; readonly filesUrl: string }): string | undefined {
  if (address.startsWith(`${server.filesUrl}/`) || address.startsWith(`${server.url}/`)) return address
  if (!URL.canParse(address)) return undefined
  const [file, api] = [new URL(address), new URL(server.url)]
  const path = encodedPathOf(file)
  const isHere = hostOf(api) === loopback && file.pathname.startsWith('/files/')
  const isSameServer =
    hostOf(file) === hostOf(api) &&
    (isHere || file.port === api.port || (api.port === String(clearmlPorts.api) && file.port === String(clearmlPorts.files)))
  return path !== undefined && isSameServer ? `${server.filesUrl}/${path}` : undefined
}

function encodedPathOf({ protocol, pathname, port }: URL): string | undefined {
  if (protocol !== 'http:' && protocol !== 'https:') return undefined
  if (pathname.startsWith('/files/')) return pathname.slice('/files/'.length)
  return port === String(clearmlPorts.files) ? pathname.slice(1) : undefined
}

function hostOf({ hostname }: URL): string {
  return hostname === 'localhost' || hostname === '[::1]' ? loopback : hostname
}

const loopback = '127.0.0.1'

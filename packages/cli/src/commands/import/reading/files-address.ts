import { clearmlPorts } from '@clearway/contract/file-address'

/** The address of a server's files, as ClearML's clients derive it: port 8081 beside 8008, `files.` beside `api.`, otherwise below its own. */
export function filesAddress(url: string): string {
  const address = new URL(url)
  if (address.port === String(clearmlPorts.api)) address.port = String(clearmlPorts.files)
  else if (address.hostname.startsWith('api.')) address.hostname = `files.${address.hostname.slice('api.'.length)}`
  else return `${address.href.replace(/\/+$/, '')}/files`
  return address.href.replace(/\/+$/, '')
}

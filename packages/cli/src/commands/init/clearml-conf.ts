export interface Addresses {
  readonly api: string
  readonly web: string
  readonly files: string
}

/** A configuration file of ClearML's Python packages, in the form in which ClearML's web page shows a new key, so that `clearml-init` reads it too. */
export function clearmlConf(
  { api, web, files }: Addresses,
  { accessKey, secretKey }: { readonly accessKey: string; readonly secretKey: string },
): string {
  return `# Written by \`clearway init clearml\`.
api {
  web_server: ${JSON.stringify(web)}
  api_server: ${JSON.stringify(api)}
  files_server: ${JSON.stringify(files)}
  credentials {
    "access_key" = ${JSON.stringify(accessKey)}
    "secret_key" = ${JSON.stringify(secretKey)}
  }
}
`
}

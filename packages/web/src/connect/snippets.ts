interface Access {
  /** The server's address. */
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
}
export interface Snippet {
  readonly title: string
  readonly says: string
  readonly text: string
}

export interface ConnectingSnippets {
  readonly typescript: Snippet
  readonly python: Snippet
  readonly agent: Snippet
}

/** What connects programs and machines to the server, with a key pair filled in. */
export function snippetsOf({ url, accessKey, secretKey }: Access): ConnectingSnippets {
  const variables = [
    `export CLEARML_API_HOST=${url}`,
    `export CLEARML_WEB_HOST=${url}`,
    `export CLEARML_FILES_HOST=${url}/files`,
    `export CLEARML_API_ACCESS_KEY=${accessKey}`,
    `export CLEARML_API_SECRET_KEY=${secretKey}`,
  ].join('\n')
  return {
    typescript: {
      title: 'TypeScript and the command line',
      says: 'It asks for the secret key, and remembers the server for every command and program of yours.',
      text: `npx clearway login ${url} --access-key ${accessKey}`,
    },
    python: {
      title: 'Python',
      says: 'The section api of ~/clearml.conf, which the packages clearml and clearml-agent read.',
      text: [
        'api {',
        `  web_server: ${url}`,
        `  api_server: ${url}`,
        `  files_server: ${url}/files`,
        `  credentials { "access_key" = "${accessKey}", "secret_key" = "${secretKey}" }`,
        '}',
      ].join('\n'),
    },
    agent: { title: 'An agent', says: 'On the machine that is to run steps.', text: `${variables}\nnpx clearway agent --queue default` },
  }
}

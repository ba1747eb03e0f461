/** A task's identity whose secret needs escaping. */
export const identity = {
  task: 't1',
  attempt: 'a1',
  worker: 'box:0',
  urls: { api: 'http://h:8008', web: 'http://h:8080', files: 'http://h:8081' },
  credentials: { accessKey: 'AK', secretKey: 'S"K\\' },
  configFile: '/a/clearml.conf',
  temporaryFolder: '/a/temporary',
  gpus: ['0', '2'],
}

import { inheritedEnvironment } from './inherited-environment.ts'
import { expect, test } from 'vitest'
import { identity } from './identity.fixture.ts'
import { taskEnvironment } from './task-environment.ts'

test('the complete environment of a task', () => {
  expect(taskEnvironment({ PATH: '/bin' }, identity)).toMatchInlineSnapshot(`
    {
      "CLEARML_API_ACCESS_KEY": "AK",
      "CLEARML_API_HOST": "http://h:8008",
      "CLEARML_API_SECRET_KEY": "S"K\\",
      "CLEARML_CONFIG_FILE": "/a/clearml.conf",
      "CLEARML_FILES_HOST": "http://h:8081",
      "CLEARML_LOG_TASK_TO_BACKEND": "0",
      "CLEARML_TASK_ID": "t1",
      "CLEARML_WEB_HOST": "http://h:8080",
      "CLEARML_WORKER_ID": "box:0",
      "CLEARWAY_ATTEMPT": "a1",
      "CLEARWAY_TEMPORARY_FOLDER": "/a/temporary",
      "CLEARWAY_URL": "http://h:8008",
      "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
      "CUDA_VISIBLE_DEVICES": "0,2",
      "NVIDIA_VISIBLE_DEVICES": "0,2",
      "PATH": "/bin",
      "PYTHONUNBUFFERED": "1",
      "TRAINS_API_ACCESS_KEY": "AK",
      "TRAINS_API_HOST": "http://h:8008",
      "TRAINS_API_SECRET_KEY": "S"K\\",
      "TRAINS_CONFIG_FILE": "/a/clearml.conf",
      "TRAINS_FILES_HOST": "http://h:8081",
      "TRAINS_LOG_TASK_TO_BACKEND": "0",
      "TRAINS_TASK_ID": "t1",
      "TRAINS_WEB_HOST": "http://h:8080",
      "TRAINS_WORKER_ID": "box:0",
    }
  `)
})

test.each([
  'CLEARML_API_SECRET_KEY',
  'TRAINS_API_ACCESS_KEY',
  'CLEARML_AUTH_TOKEN',
  'CLEARML_CONFIG_FILE',
  'CLEARML_AGENT_GIT_PASS',
  'CLEARML_AGENT__AGENT__GIT_PASS',
  'CLEARML_TASK_ID',
  'CLEARML_PROC_MASTER_ID',
  'CLEARWAY_SECRET_KEY',
  'CLEARWAY_CONFIG_FILE',
  'CLEARWAY_ATTEMPT',
  'npm_config_registry',
])('%s of the agent does not reach a task', (name) => {
  expect(Object.values(taskEnvironment({ [name]: 'of the agent' }, identity))).not.toContain('of the agent')
})

test('variables that hold no secret are passed on', () => {
  const base = { HTTPS_PROXY: 'x', AWS_ACCESS_KEY_ID: 'y', CLEARML_LOG_LEVEL: 'DEBUG', PIP_INDEX_URL: 'z', LANG: undefined }
  expect(inheritedEnvironment(base)).toEqual({ HTTPS_PROXY: 'x', AWS_ACCESS_KEY_ID: 'y', CLEARML_LOG_LEVEL: 'DEBUG', PIP_INDEX_URL: 'z' })
})

test('a slot without GPUs sees none, and an agent that assigns none leaves its own visible', () => {
  const own = { CUDA_VISIBLE_DEVICES: '5' }
  expect(taskEnvironment(own, { ...identity, gpus: [] })).toMatchObject({ CUDA_VISIBLE_DEVICES: '', NVIDIA_VISIBLE_DEVICES: 'none' })
  expect(taskEnvironment(own, { ...identity, gpus: undefined })['CUDA_VISIBLE_DEVICES']).toBe('5')
})

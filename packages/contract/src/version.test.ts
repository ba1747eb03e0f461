import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { version } from './version.ts'

const root = join(import.meta.dirname, '../../..')

test('all packages of the workspace have this version, and so has what is published', () => {
  const manifests = ['', ...readdirSync(join(root, 'packages')).map((name) => join('packages', name))]
  const versions = manifests.map((path) => [path, versionIn(join(root, path, 'package.json'))])
  expect(versions).toEqual(manifests.map((path) => [path, version]))
})

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}

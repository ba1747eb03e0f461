import { readFile } from 'node:fs/promises'
import { type Action, contract, errors } from '@clearway/contract'
import { expect, test } from 'vitest'
import { docsFolder, referencePages } from '../../scripts/reference.ts'
import { undocumented } from '../../scripts/sdk-page.ts'
import { traitsFile, traitsModule } from '../../scripts/traits.ts'

test.each(Object.entries(await referencePages()))(
  'docs/%s agrees with the code that it derives from; `npm run reference` writes it',
  async (name, text) => {
    expect(await readFile(new URL(name, docsFolder), 'utf8')).toBe(text)
  },
)

test('the page of compatibility has a row for each of ClearML’s 204 actions, and no empty cell', async () => {
  const rows = (await readFile(new URL('compatibility.md', docsFolder), 'utf8')).split('\n').filter((line) => line.startsWith('| '))
  expect(rows.filter((row) => /\|\s*\|/.test(row))).toEqual([])
  const states = ['answered', 'not there', 'refused']
  expect(rows.filter((row) => states.some((state) => row.split(' | ')[1]?.startsWith(state)))).toHaveLength(204)
})

test('every name that the SDK exports has a doc comment, and so has every option and member of it', () => {
  expect(undocumented()).toEqual([])
})

test('the traits of the actions agree with the contract; `npm run reference` writes them', async () => {
  expect(await readFile(traitsFile, 'utf8')).toBe(traitsModule())
})

test('every error has a name of its own kind, a cure, and an action or a way in that can answer it', () => {
  for (const [code, { status, title, cure }] of Object.entries(errors)) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect([code, status >= 400 && status < 600, title.length > 0, cure.length > 0]).toEqual([code, true, true, true])
  }
  const listed = Object.values(contract).flatMap((service) => Object.values<Action>(service).flatMap(({ errors: own }) => own))
  expect(listed.filter((code) => !(code in errors))).toEqual([])
})

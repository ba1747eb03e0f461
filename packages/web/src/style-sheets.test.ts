import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'

/** The classes that a sheet has rules for by themselves, without a class around them that would keep the rule to one part of a page. */
function ownClasses(sheet: string): string[] {
  const rules = readFileSync(sheet, 'utf8').replaceAll(/\/\*.*?\*\//gs, '')
  return [...rules.matchAll(/([^{}]+)\{/g)]
    .flatMap(([, selectors = '']) => selectors.split(','))
    .map((selector) => selector.trim())
    .filter((selector) => /^\.[\w-]+$/.test(selector))
}

test('each class gets its look from one sheet: all sheets that a page has loaded hold for all of it', () => {
  // What a phone has otherwise stands together in a sheet of its own.
  const sheets = globSync(join(import.meta.dirname, '**/*.css')).filter((sheet) => basename(sheet) !== 'phone.css')
  expect(sheets.length).toBeGreaterThan(10)
  const owned = sheets.flatMap((sheet) => [...new Set(ownClasses(sheet))].map((name) => ({ name, sheet: basename(sheet) })))
  const twice = [...Map.groupBy(owned, ({ name }) => name)].filter(([, found]) => found.length > 1)
  expect(twice.map(([name, found]) => `${name}: ${found.map(({ sheet }) => sheet).join(', ')}`)).toEqual([])
})

import { clientOf } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { keysOf, roleUsers } from '../server/role-users.ts'
import { logInAt } from './browser.ts'
import { faultsInBothSchemes, smallTargets } from './page-checks.ts'
import { openWeb } from './web-test.ts'

const web = openWeb({ settings: { users: roleUsers } })
const pages = ['/', '/pipelines', '/tasks', '/models', '/artifacts', '/compare', '/workers', '/schedules'] as const

test('an empty page says how it is filled in both languages, and makes the key that this needs', { timeout: 240_000 }, async () => {
  const { page, faults } = await logInAt(web.browser, web.world, '/')
  for (const path of pages) {
    await page.goto(`${web.world.webUrl}${path}`)
    const typescript = page.getByRole('region', { name: 'In TypeScript' })
    await typescript.getByText(`${web.world.webUrl}`).first().waitFor()
    await page.getByRole('region', { name: 'In Python' }).getByText('"secret_key" = "SECRET_KEY"').waitFor()
    expect([path, await faultsInBothSchemes(page)]).toEqual([path, []])
    expect([path, await smallTargets(page)]).toEqual([path, []])
    // There is nothing to filter.
    expect([path, await page.locator('main [data-filter]').count()]).toEqual([path, 0])
  }
  await page.setViewportSize({ width: 390, height: 800 })
  await page.goto(`${web.world.webUrl}/tasks`)
  await page.getByRole('button', { name: 'Make a key' }).click()
  await page.getByText('Nobody has called with this key yet.').waitFor()
  const python = await page.getByRole('region', { name: 'In Python' }).locator('pre').first().innerText()
  const [, accessKey = '', secretKey = ''] = /"access_key" = "(.*)", "secret_key" = "(.*)"/.exec(python) ?? []
  await clientOf({ url: web.world.webUrl, accessKey, secretKey }).users.get_current_user({})
  await page.getByText(/Seen from 127\.0\.0\.1/).waitFor()
  expect(await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth)).toBe(390)
  await page.reload()
  await page.getByText('"secret_key" = "SECRET_KEY"').waitFor()
  expect(await page.content()).not.toContain(secretKey)
  expect(faults).toEqual([])
})

test('who may have no keys sees why, and the texts all the same', { timeout: 120_000 }, async () => {
  const { page } = await logInAt(web.browser, { ...web.world, connection: { ...web.world.connection, ...keysOf('viewer') } }, '/tasks')
  const button = page.getByRole('button', { name: 'Make a key' })
  await button.and(page.getByTitle('Your role, viewer, has no keys or password of its own to change.')).waitFor()
  expect(await button.isDisabled()).toBe(true)
  await page.getByRole('region', { name: 'In Python' }).getByText('Task.init').waitFor()
})

test('where all tasks are archived, the empty list has its filters, which lead to them and back', { timeout: 120_000 }, async () => {
  const { api } = web.world
  const { id: task } = await api.tasks.create({ name: 'put away', type: 'training' })
  await api.tasks.archive({ tasks: [task] })
  const { page, faults } = await logInAt(web.browser, web.world, '/tasks')
  await page.getByLabel('Archived or not').selectOption('archived')
  await page.getByRole('row', { name: /put away/ }).waitFor()
  await page.getByRole('textbox', { name: 'Search' }).fill('zebra')
  await page.getByText('No task is as the filter asks.').waitFor()
  await page.getByRole('button', { name: 'Clear the filter' }).press('Enter')
  await page.getByText('No task is here yet.').waitFor()
  const search = page.getByRole('textbox', { name: 'Search' })
  expect(await search.inputValue()).toBe('')
  await expect.poll(() => search.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true)
  expect(faults).toEqual([])
})

import { clientOf } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { keysOf, roleUsers } from '../server/role-users.ts'
import { logInAt } from './browser.ts'
import { openWeb } from './web-test.ts'

const web = openWeb({ settings: { users: roleUsers } })

test('a key is made, shown once, and deleted after a question', { timeout: 60_000 }, async () => {
  const { page, faults } = await logInAt(web.browser, web.world, '/settings/keys')
  const keys = page.getByRole('region', { name: 'Keys' })
  await keys.getByLabel('Label').fill('laptop')
  await keys.getByRole('button', { name: 'Make a key' }).click()
  const secret = keys.getByRole('status')
  await secret.getByText('This is the only time that the secret key is shown.').waitFor()
  const [accessKey = '', secretKey = ''] = await secret.locator('code').allInnerTexts()
  const row = keys.getByRole('row', { name: /laptop/ })
  await row.getByText('never').waitFor()
  const own = clientOf({ url: web.world.url, accessKey, secretKey })
  await own.users.get_current_user({})
  await row.getByText('from 127.0.0.1').waitFor()
  await page.reload()
  await row.waitFor()
  expect(await page.content()).not.toContain(secretKey)
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    void (asked.length === 1 ? dialog.dismiss() : dialog.accept())
  })
  await row.getByRole('button', { name: 'Delete the key laptop' }).click()
  await own.users.get_current_user({})
  await row.getByRole('button', { name: 'Delete the key laptop' }).click()
  await row.waitFor({ state: 'detached' })
  expect(asked[0]).toBe('Delete the key laptop? Programs, agents and browsers that are logged in with it are logged out.')
  await expect(clientOf({ url: web.world.url, accessKey, secretKey }).users.get_current_user({})).rejects.toMatchObject({ status: 401 })
  expect(faults).toEqual([])
})

test('the page that connects a machine says at once that the machine has called', { timeout: 60_000 }, async () => {
  const { page, faults } = await logInAt(web.browser, web.world, '/settings/connect')
  const connect = page.getByRole('region', { name: 'Connect' })
  await connect.getByRole('button', { name: 'Make a key' }).click()
  await connect.getByText('Nobody has called with this key yet.').waitFor()
  const python = await connect.locator('pre').nth(1).innerText()
  const [, accessKey = '', secretKey = ''] = /"access_key" = "(.*)", "secret_key" = "(.*)"/.exec(python) ?? []
  expect(python).toContain(`api_server: ${web.world.webUrl}`)
  await clientOf({ url: web.world.webUrl, accessKey, secretKey }).users.get_current_user({})
  await connect.getByText(/Seen from 127\.0\.0\.1, \d+ s ago/).waitFor()
  expect(faults).toEqual([])
})

test('a viewer sees what belongs to a user, and why no key can be made', { timeout: 60_000 }, async () => {
  const { page } = await logInAt(
    web.browser,
    { ...web.world, connection: { ...web.world.connection, ...keysOf('viewer') } },
    '/settings/you',
  )
  await page.getByText('may look and change nothing').waitFor()
  await page.getByRole('link', { name: 'Keys', exact: true }).press('Enter')
  await page
    .getByRole('button', { name: 'Make a key' })
    .and(page.getByTitle('Your role, viewer, has no keys of its own to make.'))
    .waitFor()
  expect(await page.getByRole('button', { name: 'Make a key' }).isDisabled()).toBe(true)
})

test('users, the server and what is stuck are shown', { timeout: 120_000 }, async () => {
  const { id: queue } = await web.world.api.queues.create({ name: 'ghost' })
  const { id: task } = await web.world.api.tasks.create({ name: 'left waiting', type: 'training', script: { binary: 'sh' } })
  await web.world.api.tasks.enqueue({ task, queue })
  const { page, faults } = await logInAt(web.browser, web.world, '/settings/users')
  await page.getByRole('row', { name: /A viewer viewer/ }).waitFor()
  await page.goto(`${web.world.webUrl}/settings/server`)
  await page.getByRole('row', { name: /Database/ }).waitFor()
  await page.getByRole('region', { name: 'Findings' }).getByText('npx clearway agent --queue ghost').waitFor()
  expect(faults).toEqual([])
})

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
    .and(page.getByTitle('Your role, viewer, has no keys or password of its own to change.'))
    .waitFor()
  expect(await page.getByRole('button', { name: 'Make a key' }).isDisabled()).toBe(true)
  await page.getByRole('link', { name: 'Users', exact: true }).press('Enter')
  await page.getByText('Only administrators add, change and delete users; your role is viewer.').waitFor()
  await page.getByRole('row', { name: /A user configured/ }).waitFor()
  expect(await page.getByRole('button', { name: /A user/ }).count()).toBe(0)
})

test('an administrator adds a user, gives a link, a role and a password, and deletes the user', { timeout: 120_000 }, async () => {
  const { page, faults } = await logInAt(web.browser, web.world, '/settings/users')
  const users = page.getByRole('region', { name: 'Users' })
  const configured = users.getByRole('row', { name: /A viewer configured/ })
  expect(await configured.getByRole('button', { name: 'Delete the user A viewer' }).getAttribute('title')).toBe(
    'The server’s configuration says name, role and password of this user.',
  )
  await users.getByLabel('Name').fill('Ana')
  await users.getByRole('button', { name: 'Add the user' }).click()
  const link = await users.getByRole('status').locator('code').innerText()
  const row = users.getByRole('row', { name: /Ana/ })
  await row.getByLabel('Role of Ana').selectOption('viewer')
  await row.getByText('may look and change nothing').waitFor()
  const context = await web.browser.newContext()
  const anas = await context.newPage()
  await anas.goto(link)
  await anas.getByText('● live').waitFor()
  await anas.goto(`${web.world.webUrl}/settings/you`)
  await anas.getByRole('row', { name: 'Name Ana' }).waitFor()
  await row.getByLabel('Role of Ana').selectOption('user')
  await anas.getByRole('button', { name: 'Set your password' }).click()
  await anas.getByLabel('New password').fill('of my own')
  await anas.getByRole('button', { name: 'Set the password' }).click()
  await anas.getByRole('dialog').waitFor({ state: 'detached' })
  await clientOf({ url: web.world.url, accessKey: 'Ana', secretKey: 'of my own' }).users.get_current_user({})
  await context.close()
  await row.getByRole('button', { name: 'Set a password for Ana' }).click()
  await page.getByLabel('New password').fill('correct horse')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  const logIn = () => clientOf({ url: web.world.url, accessKey: 'Ana', secretKey: 'correct horse' }).users.get_current_user({})
  expect((await logIn()).user).toMatchObject({ name: 'Ana', role: 'user' })
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    void dialog.accept()
  })
  await row.getByRole('button', { name: 'Delete the user Ana' }).click()
  await row.waitFor({ state: 'detached' })
  expect(asked).toEqual(['Delete the user Ana? Keys and sessions end at once. What Ana made stays.'])
  await expect(logIn()).rejects.toMatchObject({ status: 401 })
  expect(faults).toEqual([])
})

test('the server and what is stuck are shown', { timeout: 120_000 }, async () => {
  const { id: queue } = await web.world.api.queues.create({ name: 'ghost' })
  const { id: task } = await web.world.api.tasks.create({ name: 'left waiting', type: 'training', script: { binary: 'sh' } })
  await web.world.api.tasks.enqueue({ task, queue })
  const { page, faults } = await logInAt(web.browser, web.world, '/settings/server')
  await page.getByRole('row', { name: /^Clearway \d/ }).waitFor()
  await page.getByRole('row', { name: /Database/ }).waitFor()
  await page.getByRole('region', { name: 'Findings' }).getByText('npx clearway agent --queue ghost').waitFor()
  expect(faults).toEqual([])
})

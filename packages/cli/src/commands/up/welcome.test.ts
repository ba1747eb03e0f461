import { readSettings } from '@clearway/server'
import { expect, test } from 'vitest'
import { plainLook } from '../../look.ts'
import { welcome } from './welcome.ts'

test('a terminal gets the link that logs a browser in; what others may read gets the command for it', () => {
  const given = { url: 'http://127.0.0.1:8008', settings: readSettings({}), runsSteps: true, isHidden: false }
  const login = { link: 'http://127.0.0.1:8008/login#ticket=abc', expiresIn: 300 }
  const shown = welcome({ ...given, login }, plainLook(0))
  expect(shown).toMatch(
    /In a browser +http:\/\/127\.0\.0\.1:8008\/login#ticket=abc\n +once, in the next 5 minutes; .*clearway web prints another\n/,
  )
  expect(welcome({ ...given, login: undefined }, plainLook(0))).toMatch(/In a browser +a link of .*clearway web, which logs you in\n/)
})

import { expect, test } from 'vitest'
import { hashPassword, isOutdated, verifyPassword } from './password.ts'

/** `hunter2` in the form that Clearway stored before it stored PHC strings. */
const older = 'scrypt:MDEyMzQ1Njc4OWFiY2RlZg:qEx97dtws9n3uCM6Vx5ucioDRm_YZML6L_OeyCZUZG8'

test('a stored password names its cost, and is valid and not outdated', async () => {
  const stored = await hashPassword('hunter2')
  expect(stored).toMatch(/^\$scrypt\$ln=14,r=8,p=1\$[A-Za-z\d+/]{22}\$[A-Za-z\d+/]{43}$/)
  expect([await verifyPassword('hunter2', stored), await verifyPassword('hunter3', stored), isOutdated(stored)]).toEqual([
    true,
    false,
    false,
  ])
})

test('a password in the older form, or of another cost, is valid and outdated', async () => {
  const cheap = '$scrypt$ln=10,r=8,p=2$MDEyMzQ1Njc4OWFiY2RlZg$rVFmWe25YrXjNxjRzRdCoU0Z1HXcAlySfZM94y7csrQ'
  for (const stored of [older, cheap])
    expect([await verifyPassword('hunter2', stored), await verifyPassword('hunter3', stored), isOutdated(stored)]).toEqual([
      true,
      false,
      true,
    ])
})

test('a missing or unreadable stored password is never valid', async () => {
  expect(await Promise.all([null, '', 'scrypt::', '$scrypt$ln=14,r=8,p=1$$', 'plain'].map((stored) => verifyPassword('', stored)))).toEqual(
    [false, false, false, false, false],
  )
})

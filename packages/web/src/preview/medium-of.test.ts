import { expect, test } from 'vitest'
import { mediumOf } from './medium-of.ts'

test('a medium is told by the ending of its path', () => {
  const kinds = ['a.PNG?x=b.mp4', 'a.mp4', 'a.wav', 'a.html', 'png'].map((name) => mediumOf(`http://server/files/${name}`))
  expect(kinds).toEqual(['image', 'video', 'audio', undefined, undefined])
})

/** What the page calls a link: by its words where they are a name, else by where it leads. */
import { expect, test } from 'vitest'
import { nameOfLink, placeOfLink } from '../../web/features/message-view/link-name.ts'

test.each([
  ['text', 'Your code is 482913', undefined],
  ['text', 'Reset your password', 'Reset your password'],
  ['text', 'Somebody has asked to change your password', undefined],
  ['text', 'It is done. Look', undefined],
  ['html', 'Confirm that this address is yours and log in', 'Confirm that this address is yours and log in'],
  ['html', 'https://x.test/a', undefined],
  ['html', '', undefined],
] as const)('in %s “%s” is %s', (where, text, name) => expect(nameOfLink({ where, text })).toBe(name))

test.each([
  ['https://shop.test:8443/confirm?token=1#x', 'shop.test:8443', 'shop.test:8443/confirm'],
  ['https://shop.test/', 'shop.test', 'shop.test'],
  [`https://shop.test/reset/${'a'.repeat(60)}`, 'shop.test', `shop.test/reset/${'a'.repeat(17)}…`],
  ['mailto:ann@x.test', '', 'mailto:ann@x.test'],
])('%s leads to %s', (href, host, place) => expect(placeOfLink({ href, host })).toBe(place))

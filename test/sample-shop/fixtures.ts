import { test as base } from 'mailmitt/playwright'
import { startShop } from './start-shop.ts'

export { expect } from 'mailmitt/playwright'
export const test = base.extend<object, { shop: { url: string } }>({
  shop: [
    async ({ mailmitt, mailbox }, use) => {
      await using shop = await startShop({ smtp: mailmitt.smtp, user: mailbox })
      await use(shop)
    },
    { scope: 'worker' },
  ],
  baseURL: ({ shop }, use) => use(shop.url),
})

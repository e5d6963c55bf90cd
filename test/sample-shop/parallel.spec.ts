/** Many at once, to one and the same address: only mailbox and mark keep their mail apart. */
import { expect, test } from './fixtures.ts'

const ADDRESS = 'ann@shop.test'

for (let nth = 1; nth <= 16; nth++)
  test(`the code is that of this sign-up, ${nth}`, async ({ page, mails }) => {
    await page.goto('/')
    await page.getByLabel('Email').fill(ADDRESS)
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.getByLabel('Code').fill((await mails.waitFor({ to: ADDRESS, has: 'code' })).code)
    await page.getByRole('button', { name: 'Confirm' }).click()
    await expect(page.getByRole('heading')).toHaveText(`Welcome, ${ADDRESS}`)
    const [, welcome] = await mails.waitForAll({ to: ADDRESS, count: 2, quiet: '50ms' })
    expect(welcome).toHaveAttachment({ filename: 'terms.pdf', contentType: 'application/pdf' })
  })

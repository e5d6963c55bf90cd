/** The shop's own tests on this machine. Run by test/e2e/sample-shop.spec.ts. */
import { defineConfig } from '@playwright/test'
import shop from './playwright.config.ts'

const executablePath = process.env.CHROME_PATH

export default defineConfig(shop, {
  snapshotPathTemplate: '{testDir}/snapshots/{arg}{ext}',
  outputDir: '../../.cache/test/sample-shop',
  timeout: 60_000,
  // Four browsers, on a machine that runs other tests too.
  expect: { timeout: 30_000 },
  use: {
    launchOptions: {
      ...(executablePath && { executablePath }),
      // Chromium's own sandbox does not work for root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
})

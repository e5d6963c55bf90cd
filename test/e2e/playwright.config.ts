/** Browser tests: a real Chromium on the built program. Slow machines get time, nothing gets a second chance. */
import { defineConfig } from '@playwright/test'

const executablePath = process.env.CHROME_PATH

export default defineConfig({
  testDir: '.',
  testIgnore: 'screens/**',
  outputDir: '../../.cache/test/e2e',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: '../../.cache/test/e2e.json' }]],
  use: {
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      // Chromium's own sandbox does not work for root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
})

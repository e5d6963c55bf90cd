/** The shop's own tests, as docs/test-matchers.md has them set up. Run by test/e2e/sample-shop.spec.ts. */
import { defineConfig } from '@playwright/test'

const executablePath = process.env.CHROME_PATH

export default defineConfig({
  fullyParallel: true,
  workers: 4,
  webServer: {
    command: 'node ../../dist/server/mailmitt.js --smtp localhost:0 --http localhost:0 --database :memory:',
    wait: { stdout: /http=(?<mailmitt_url>\S+)/ },
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
  snapshotPathTemplate: '{testDir}/snapshots/{arg}{ext}',
  outputDir: '../../.cache/test/sample-shop',
  timeout: 60_000,
  use: {
    launchOptions: {
      ...(executablePath && { executablePath }),
      // Chromium's own sandbox does not work for root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
})

/** As docs/test-matchers.md has it, but for where Mailmitt is. */
import { defineConfig } from '@playwright/test'

export default defineConfig({
  fullyParallel: true,
  workers: 4,
  webServer: {
    command: 'node ../../dist/server/mailmitt.js --smtp localhost:0 --http localhost:0 --database :memory:',
    wait: { stdout: /http=(?<mailmitt_url>\S+)/ },
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
})

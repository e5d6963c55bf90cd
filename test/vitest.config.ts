import { defineConfig } from 'vitest/config'

/** Most tests start the real program on free ports; forks keep what one of them leaves behind from the next. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['e2e/**', 'bench/**', '**/node_modules/**'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 10_000,
    // Its second is too little for a machine with much to do.
    expect: { poll: { timeout: 15_000 } },
  },
})

/** Tests that fail on purpose, for what their report holds. */
import { defineConfig } from '@playwright/test'
import passing from './passing.config.ts'

const outputDir = '../../.cache/test/sample-shop-failing'

export default defineConfig(passing, { testMatch: '**/*.failing.ts', workers: 1, outputDir })

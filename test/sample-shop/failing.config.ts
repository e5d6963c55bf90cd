/** Tests that fail on purpose, for what their report holds. */
import { defineConfig } from '@playwright/test'
import shop from './playwright.config.ts'

const outputDir = '../../.cache/test/sample-shop-failing'

export default defineConfig(shop, { testMatch: '**/*.failing.ts', workers: 1, outputDir })

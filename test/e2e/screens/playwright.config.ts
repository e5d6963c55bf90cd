/** For `npm run screens`: draws each screen in both themes and three widths. */
import { defineConfig } from '@playwright/test'
import base from '../playwright.config.ts'

export default defineConfig(base, { testIgnore: [], outputDir: '../../../.cache/test/screens', reporter: [['line']] })

/** Draws every screen, for people to look at. Nothing is compared: what is drawn differs from browser to browser. */
import { join } from 'node:path'
import { test } from '../fixtures.ts'
import { COMPLAINTS, openScreen, SCREENS } from './screens.ts'

const VIEWPORTS = [
  { width: 400, height: 800 },
  { width: 800, height: 800 },
  { width: 1280, height: 800 },
]
const THEMES = ['light', 'dark'] as const
const folder = process.env.SCREENS_FOLDER ?? '.'

test.use({ expectedComplaints: COMPLAINTS })

for (const screen of SCREENS)
  test.describe(screen.name, () => {
    test.use({ flags: screen.flags ?? [] })

    for (const viewport of VIEWPORTS)
      test.describe(`${viewport.width} px wide`, () => {
        test.use({ viewport })

        test('is drawn in light and in dark', async ({ page, app, send }) => {
          await openScreen(screen, { page, app, send })
          for (const colorScheme of THEMES) {
            await page.emulateMedia({ colorScheme })
            await page.screenshot({ path: join(folder, `${screen.name}-${viewport.width}-${colorScheme}.png`) })
          }
        })
      })
  })

/** Every screen is free of what axe finds (WCAG 2.2 AA and its best practices), in both themes, on a phone and on a wide screen. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { COMPLAINTS, openScreen, SCREENS } from './screens/screens.ts'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const VIEWPORTS = [
  { width: 400, height: 800 },
  { width: 1280, height: 800 },
]
/** Of these rules, what looks at colours: the theme changes nothing else. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

const OPTIONS = {
  resultTypes: ['violations' as const],
  // A menu is a place of its own while it is open, as a dialog is; axe counts the dialog alone.
  checks: { region: { options: { regionMatcher: 'dialog, [role=dialog], [role=alertdialog], [role=menu], svg' } } },
}

test.use({ expectedComplaints: COMPLAINTS })

for (const screen of SCREENS)
  test.describe(screen.name, () => {
    test.use({ flags: screen.flags ?? [] })

    for (const viewport of VIEWPORTS)
      test.describe(`${viewport.width} px wide`, () => {
        test.use({ viewport })

        test('has no violation in light and in dark', async ({ page, app, send }) => {
          await openScreen(screen, { page, app, send })
          await page.emulateMedia({ colorScheme: 'light' })
          const light = await violations(page, (axe) => axe.withTags(RULES))
          await page.emulateMedia({ colorScheme: 'dark' })
          const dark = await violations(page, (axe) => axe.withRules(COLOUR_RULES))
          expect({ light, dark }).toEqual({ light: [], dark: [] })
        })
      })
  })

/** What is wrong, where, and what axe says of it: a line each. */
async function violations(page: Page, choose: (axe: AxeBuilder) => AxeBuilder): Promise<string[]> {
  // The document of a mail is its sender's: what is wrong in it is for Checks to say. Its frame is ours, and is looked at.
  const axe = choose(new AxeBuilder({ page }).options(OPTIONS)).exclude(['[data-testid="mail-frame"]', 'html'])
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`))
}

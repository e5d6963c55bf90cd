/** Where a screen is made: a browser page and a program of its own. */
import type { Page } from '@playwright/test'
import type { SendMailOptions } from 'nodemailer'
import type { RunningApp } from '../../harness/app.ts'
import { expect } from '../fixtures.ts'

export interface Stage {
  page: Page
  app: RunningApp
  send: (mail: SendMailOptions, user?: string) => Promise<void>
}

export interface Screen {
  /** Screens of one place begin alike, so that they stand together. */
  name: string
  /** Of the program. */
  flags?: readonly string[]
  /** What is there before the page opens; else a mailbox that is full. */
  fill?: (stage: Stage) => Promise<void>
  /** Ends when the screen is there. */
  open: (stage: Stage) => Promise<void>
}

/** For `fill`, where there is nothing. */
export const nothing = () => Promise.resolve()

export async function openList({ page }: Pick<Stage, 'page'>, path = '/'): Promise<void> {
  await page.goto(path)
  await expect(page.getByTestId('message-row').first()).toBeVisible()
}

/** The page over 100,000 messages, in a real browser: the first screen, scrolling, typing in the search box. */
import { chromium, type Page } from '@playwright/test'
import { findOrInstallChromium } from '../chromium.js'
import { smallCorpus } from './mixed-corpus.ts'
import { startMailmitt, temporaryFolder } from './programs.ts'
import { atMost, type BenchOptions, ms, percentile, type Report, spread } from './report.ts'
import { sendLoad } from './smtp-load.ts'

const MESSAGES = 100_000
const VISITS = 5
const FRAMES = 400
/** At 60 frames a second: what the page computes must leave room for what the browser draws. */
const FRAME_MS = 1000 / 60
const SPEEDS = [
  ['a wheel, 40 px a frame', 40],
  ['a fast wheel, 300 px a frame', 300],
  ['a fling, 1,500 px a frame', 1500],
] as const
const kilobytes = (value: number) => `${Math.round(value)} kB`
const TYPED = 'subject:ship ver -from:nobody has:link'

export async function benchPage({ tell }: Report, { scale }: BenchOptions): Promise<void> {
  using folder = temporaryFolder()
  await using app = await startMailmitt(folder.path('mailmitt.db'))
  const count = MESSAGES * scale
  await sendLoad({ port: app.smtp.port, mails: smallCorpus(5000), count, connections: 10, pipelined: true })
  await app.client.cursor()

  const executablePath = await findOrInstallChromium()
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    const screens: number[] = []
    const scripts: number[] = []
    for (let i = 0; i < VISITS; i++) {
      const { elapsed, scriptOctets } = await openFirstScreen(browser.newPage(), app.url)
      screens.push(elapsed)
      scripts.push(scriptOctets)
    }
    const screen = percentile(screens, 0.5)
    const script = percentile(scripts, 0.5) / 1000
    tell(
      'first screen: JavaScript asked for before its rows are, as it is sent',
      kilobytes(script),
      atMost(script, 200, kilobytes),
    )
    tell('first screen: from asking for the page to rows in it, nothing cached', spread(screens), atMost(screen, 1000, ms))

    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(app.url)
    await page.getByTestId('message-row').first().waitFor()
    for (const [what, step] of SPEEDS) {
      const frame = await timeScrolling(page, step)
      tell(`scrolling with ${what}: processor time of the page for each frame`, ms(frame), atMost(frame, FRAME_MS, ms))
    }
    const letters = await timeTyping(page)
    tell('typing in the search box: processor time of the page for each letter', ms(letters), atMost(letters, FRAME_MS, ms))
  } finally {
    await browser.close()
  }
}

async function openFirstScreen(opening: Promise<Page>, url: string): Promise<{ elapsed: number; scriptOctets: number }> {
  const page = await opening
  await page.goto(url)
  await page.getByTestId('message-row').first().waitFor()
  const screen = await page.evaluate(() => {
    const elapsed = performance.now()
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const rowsAt = loaded.find(({ name }) => name.includes('/api/messages?'))?.startTime ?? elapsed
    const scripts = loaded.filter(({ name, startTime }) => name.endsWith('.js') && startTime < rowsAt)
    return { elapsed, scriptOctets: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) }
  })
  await page.context().close()
  return screen
}

/** Of the thread that runs the page, whoever else uses the machine. */
async function processorTime(page: Page, work: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
  }
  const before = await read()
  await work()
  const spent = (await read()) - before
  await session.detach()
  return spent
}

async function timeScrolling(page: Page, step: number): Promise<number> {
  const list = page.getByTestId('message-list')
  await list.evaluate((element) => element.scrollTo({ top: 0 }))
  const spent = await processorTime(page, () =>
    list.evaluate(
      async (element, [by, frames]) => {
        for (let i = 0; i < frames; i++) {
          element.scrollTop += by
          await new Promise((resolve) => requestAnimationFrame(resolve))
        }
      },
      [step, FRAMES] as const,
    ),
  )
  return spent / FRAMES
}

async function timeTyping(page: Page): Promise<number> {
  await page.getByTestId('search-input').focus()
  const spent = await processorTime(page, () => page.keyboard.type(TYPED, { delay: 80 }))
  return spent / TYPED.length
}

/**
 * Draws the screens and a page that shows them side by side: `node test/e2e/screens/run.js [folder] [arguments for Playwright]`.
 * With `-g list` only those of that name.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { inRoot, pinnedNode, root } from '../../../server/build/node.js'
import { prepare } from '../../../server/build/prepare.js'
import { run } from '../../../server/build/run.js'
import { findOrInstallChromium } from '../../chromium.js'

const words = process.argv.slice(2)
const named = words[0]?.startsWith('-') ? undefined : words.shift()
const folder = named === undefined ? inRoot('.cache/screens') : resolve(named)

/** Each screen with its pictures in one row. */
function contactSheet() {
  const pictures = readdirSync(folder).flatMap((file) => {
    const [, screen, width, theme] = /^(.+)-(\d+)-(light|dark)\.png$/.exec(file) ?? []
    return screen && width && theme ? [{ file, screen, width: Number(width), theme }] : []
  })
  const rows = [...Map.groupBy(pictures, ({ screen }) => screen)].map(([screen, shots]) => {
    const cells = shots
      .sort((a, b) => a.width - b.width || b.theme.localeCompare(a.theme))
      .map(
        ({ file, width, theme }) =>
          `<a href="${file}"><img src="${file}" loading="lazy" alt="${screen}, ${width} px, ${theme}"></a>`,
      )
    return `<h2 id="${screen}">${screen}</h2><div>${cells.join('')}</div>`
  })
  const style =
    'body{font:14px system-ui;margin:24px}div{display:flex;gap:12px;overflow:auto}img{height:420px;border:1px solid #8888}'
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>${style}</style><h1>Screens</h1>${rows.join('\n')}</html>\n`
}

await prepare()
mkdirSync(folder, { recursive: true })
const chromium = await findOrInstallChromium()
const playwright = [
  inRoot('node_modules/@playwright/test/cli.js'),
  'test',
  '--config',
  inRoot('test/e2e/screens/playwright.config.ts'),
]
process.exitCode = await run(pinnedNode(), [...playwright, ...words], {
  cwd: root,
  env: { ...process.env, SCREENS_FOLDER: folder, ...(chromium && { CHROME_PATH: chromium }) },
})
writeFileSync(join(folder, 'index.html'), contactSheet())
console.log(`Screens: ${join(folder, 'index.html')}`)

/** `npm run dev`: the server from its sources, started again at every change, and Vite's server for the web app in front of it. */
import { createServer } from 'vite'
import { ensureNode, inRoot, pinnedNode } from './node.js'
import { run } from './run.js'

/** In watch mode Node has every worker thread report its imports to the program, as messages among the program's own. */
const SILENT_WORKERS = 'data:text/javascript,delete process.env.WATCH_REPORT_DEPENDENCIES'

await ensureNode(import.meta.url)

const web = await createServer({ root: inRoot('web'), configFile: inRoot('web/vite.config.ts') })
await web.listen()
web.printUrls()

const watched = ['server', 'shared'].map((folder) => `--watch-path=${inRoot(folder)}`)
const program = [inRoot('server/main.ts'), ...process.argv.slice(2)]
process.exitCode = await run(pinnedNode(), [...watched, '--watch-preserve-output', '--import', SILENT_WORKERS, ...program])
await web.close()

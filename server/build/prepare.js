/** What `npm start` and `npm test` do first: install what is missing, build what is stale. Tells its progress on stderr. */
import { ensureInstalled } from './install.js'
import { inRoot, pinnedNode } from './node.js'
import { run } from './run.js'
import { staleTargets, TARGET_NAMES } from './targets.js'

export async function prepare() {
  await ensureInstalled()
  const stale = staleTargets(TARGET_NAMES)
  if (stale.length === 0) return
  const code = await run(pinnedNode(), [inRoot('server/build/build.js'), ...stale], { stdio: ['ignore', 2, 2] })
  if (code !== 0) throw new Error(`The build failed with exit code ${code}`)
}

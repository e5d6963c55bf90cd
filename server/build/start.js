/** `npm start`: from a fresh clone to a running Mailmitt. Every flag goes on to the program. */
import { inRoot, pinnedNode } from './node.js'
import { prepare } from './prepare.js'
import { run } from './run.js'

try {
  await prepare()
  process.exitCode = await run(pinnedNode(), [inRoot('dist/server/mailmitt.js'), ...process.argv.slice(2)])
} catch (error) {
  console.error(/** @type {Error} */ (error).message)
  process.exitCode = 1
}

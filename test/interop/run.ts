/**
 * `npm run interop -- dovecot [folder…]`: side by side with Dovecot; `--self` checks the rig with a second Dovecot instead,
 * `--answers` prints what the reference says to each query and dialogue.
 * Needs packages of Debian, and says which. No part of `npm test`.
 */
import { parseArgs } from 'node:util'
import { compareWithDovecot } from './side-by-side.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { self: { type: 'boolean' }, answers: { type: 'boolean' } },
})
const [name, ...rest] = positionals
if (name !== 'dovecot') throw new Error('npm run interop -- dovecot [--self] [--answers] [folder…]')
await compareWithDovecot(rest, values)

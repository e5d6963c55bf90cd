/**
 * `npm run interop -- dovecot [folder…]`: side by side with Dovecot; `--answers` prints what Dovecot says to each query and dialogue.
 * `npm run interop -- mutt mbsync …`, or `clients` for all: real mail clients against a running Mailmitt.
 * `--self` takes a Dovecot in place of Mailmitt, to check the rig. Needs packages of Debian, and says which. No part of `npm test`.
 */
import { parseArgs } from 'node:util'
import { CLIENTS, runClients } from './clients/run-clients.ts'
import { startDovecot } from './dovecot.ts'
import { startMailmitt } from './mailmitt.ts'
import { compareWithDovecot } from './side-by-side.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { self: { type: 'boolean' }, answers: { type: 'boolean' } },
})
const start = values.self ? startDovecot : startMailmitt
const [name = '', ...rest] = positionals
if (name === 'dovecot') await compareWithDovecot({ folders: rest, start, isTold: values.answers === true })
else {
  const names = name === 'clients' ? Object.keys(CLIENTS) : positionals
  const unknown = names.filter((client) => !(client in CLIENTS))
  if (names.length === 0 || unknown.length > 0)
    throw new Error(`npm run interop -- dovecot [folder…], clients, or some of ${Object.keys(CLIENTS).join(', ')}`)
  await runClients(names, start)
}

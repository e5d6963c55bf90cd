/** LIST, with what RFC 9051 §6.3.9 took over from RFC 5258, 5819 and 6154; LSUB of RFC 3501 §6.3.9. */
import { defineCommand, SIGNED_IN } from '../command.ts'
import { readFolderTree, type TreeFolder } from '../folder-tree.ts'
import { createListPattern } from '../list-pattern.ts'
import { type ListRequest, readListRequest } from '../list-request.ts'
import { DELIMITER, writeMailboxName } from '../mailbox-name.ts'
import { Refusal } from '../refusal.ts'
import { rest } from '../rules.ts'
import { tellStatus } from '../status-items.ts'

export const list = defineCommand({
  states: SIGNED_IN,
  arguments: { request: rest },
  async run({ session }, { request: tokens }) {
    const { responses, account, isUtf8 } = session
    const request = readListRequest(tokens, isUtf8)
    // What the hierarchy is made of, asked by a pattern that is empty.
    if (!request.isExtended && request.patterns[0] === '') {
      responses.line(`* LIST (\\Noselect) "${DELIMITER}" ""`)
      return { text: 'That is all' }
    }
    for (const folder of (await readFolderTree(account)).filter(toMatcher(request))) {
      const isListed = isSelected(folder, request)
      const childInfo = request.select.has('RECURSIVEMATCH') ? childInfoOf(folder, request) : ''
      if (!isListed && childInfo === '') continue
      responses.line(
        `* LIST (${attributesOf(folder, request).join(' ')}) "${DELIMITER}" ${writeMailboxName(folder.name, isUtf8)}${childInfo}`,
      )
      if (request.status && folder.exists && isListed) await tellStatus(session, folder.name, request.status)
      await responses.flushed()
    }
    return { text: 'That is all' }
  },
})

/** Of a level with `%` behind it, whose mailboxes are subscribed and do not match, the level is told (RFC 3501 §6.3.9). */
export const lsub = defineCommand({
  states: SIGNED_IN,
  arguments: { request: rest },
  async run({ session }, { request: tokens }) {
    const { responses, account, isUtf8 } = session
    const request = readListRequest(tokens, isUtf8)
    if (request.isExtended) throw new Refusal('BAD', 'LSUB takes a reference and a pattern')
    for (const { name, exists, subscribed, hasSubscribed } of (await readFolderTree(account)).filter(toMatcher(request))) {
      if (!subscribed && !(hasSubscribed && request.patterns[0]?.endsWith('%'))) continue
      const attributes = subscribed && exists ? '' : '\\Noselect'
      responses.line(`* LSUB (${attributes}) "${DELIMITER}" ${writeMailboxName(name, isUtf8)}`)
    }
    return { text: 'That is all' }
  },
})

function toMatcher({ reference, patterns }: ListRequest): (folder: TreeFolder) => boolean {
  const matchers = patterns.map((pattern) => createListPattern(reference + pattern))
  return ({ name }) => matchers.some((matches) => matches(name))
}

function isSelected({ exists, subscribed, specialUse, hasChildren }: TreeFolder, { select }: ListRequest): boolean {
  if (select.has('SPECIAL-USE') && specialUse === '') return false
  // Also what is no more (RFC 9051 §6.3.9.1).
  return select.has('SUBSCRIBED') ? subscribed : exists || hasChildren
}

/** RFC 5258 §3.5: below it is something that was asked for. */
function childInfoOf({ hasSubscribed, hasSpecialUse }: TreeFolder, { select }: ListRequest): string {
  const found = [
    ...(select.has('SUBSCRIBED') && hasSubscribed ? ['"SUBSCRIBED"'] : []),
    ...(select.has('SPECIAL-USE') && hasSpecialUse ? ['"SPECIAL-USE"'] : []),
  ]
  return found.length === 0 ? '' : ` ("CHILDINFO" (${found.join(' ')}))`
}

function attributesOf(folder: TreeFolder, { showsSubscribed, isExtended }: ListRequest): string[] {
  return [
    // The one implies the other, which alone is known to RFC 3501.
    ...(folder.exists ? [] : isExtended ? ['\\NonExistent', '\\Noselect'] : ['\\Noselect']),
    ...(showsSubscribed && folder.subscribed ? ['\\Subscribed'] : []),
    folder.hasChildren ? '\\HasChildren' : '\\HasNoChildren',
    ...(folder.specialUse === '' ? [] : [folder.specialUse]),
  ]
}

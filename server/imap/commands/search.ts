/** SEARCH and UID SEARCH (RFC 9051 §6.4.4), with what is saved for later (RFC 5182). */
import { defineCommand, SELECTED } from '../command.ts'
import { enableCondstore } from '../condstore.ts'
import { Refusal } from '../refusal.ts'
import { rest } from '../rules.ts'
import { asksToSave, readSearch } from '../search/read-search.ts'
import { runSearch } from '../search/run-search.ts'
import { savedUids, searchAnswer } from '../search/search-answer.ts'

export const search = defineCommand({
  states: SELECTED,
  arguments: { tokens: rest },
  keepsNumbers: true,
  async run({ session, tag, isUid }, { tokens }) {
    const { selected, account, enabled, responses } = session
    // What others remove meanwhile keeps its place.
    const messages = selected.entries
    try {
      const program = readSearch(tokens)
      if (program.asksModseq) enableCondstore(session)
      const found = await runSearch({
        program,
        messages,
        saved: selected.saved,
        isRecent: selected.recent.has,
        source: account.search,
      })
      selected.saved = savedUids({ program, found, messages }) ?? selected.saved
      const isRev2 = enabled.has('IMAP4REV2')
      for (const line of searchAnswer({ program, found, messages, isUid, commandTag: tag, isRev2 })) responses.line(line)
    } catch (error) {
      // RFC 9051 §6.4.4.1: one that should have saved and fails leaves nothing saved; one that makes no sense, what was.
      const isSenseless = error instanceof Refusal && error.status === 'BAD'
      if (!isSenseless && asksToSave(tokens)) selected.saved = new Set()
      throw error
    }
    return { text: 'That is all' }
  },
})

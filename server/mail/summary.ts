/** What the store keeps, as the model that people and programs see. */
import type { FindingCounts } from '../../shared/model/finding.ts'
import type { MessageSummary } from '../../shared/model/message.ts'
import type { ParsedMessage, PendingMessage, StoredSummary } from '../store/store.ts'
import { encodeCursor } from './cursor.ts'
import { finding, severityOf } from './findings.ts'

export function toMessageSummary(stored: StoredSummary, databaseId: string): MessageSummary {
  const { seq, receivedAt, mailDataId: _mailDataId, findings, damaged, ...rest } = stored
  return {
    ...rest,
    cursor: encodeCursor(databaseId, seq),
    receivedAt: new Date(receivedAt).toISOString(),
    findings: countFindings(damaged ? [...findings, finding('damaged', 'Part of it cannot be read')] : findings),
  }
}

/** Of a message that has just become ready: as the store would tell it, without asking. */
export function arrivalSummary(
  pending: PendingMessage,
  parsed: ParsedMessage,
  tags: string[],
  databaseId: string,
): MessageSummary {
  const { parameters: _parameters, sessionId: _sessionId, ...arrival } = pending
  const {
    state: _state,
    parts: _parts,
    inReplyTo: _inReplyTo,
    references: _references,
    features: _features,
    searchText: _text,
    ...shown
  } = parsed
  return toMessageSummary({ ...arrival, ...shown, tags, seen: false, pinned: false }, databaseId)
}

function countFindings(findings: StoredSummary['findings']): FindingCounts {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const each of findings) counts[severityOf(each)]++
  return counts
}

/** Everything that was found, in one list: what is wrong with the mail, then what its SMTP session did wrong. */
import { useQuery } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Finding, FindingSeverity } from '../../../shared/model/finding.ts'
import type { Message } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { messageSessionQuery } from '../../api/session-queries.ts'
import { toAnchor } from '../../lib/anchor.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { checkTexts } from '../../texts/checks.ts'
import { Choices } from '../../ui/choices.tsx'
import { FindingNote } from '../../ui/finding-note.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import type { TabName } from './tabs.ts'

const SEVERITIES = ['error', 'warning', 'info'] as const

interface ChecksTabProps {
  message: Message
  onTab: (tab: TabName, anchor?: string) => void
}

/** Of a line of the dialogue, counted from 1. */
interface SessionFinding {
  finding: Finding
  line: number
}

export function ChecksTab({ message, onTab }: ChecksTabProps) {
  const { client } = useApi()
  const [severity, setSeverity] = useState<FindingSeverity | 'all'>('all')
  const { data: session } = useQuery({ ...messageSessionQuery(client, message.id), enabled: message.session !== undefined })
  const inSession = (session?.lines ?? []).flatMap(({ findings = [] }, index) =>
    findings.map((finding): SessionFinding => ({ finding, line: index + 1 })),
  )
  if (message.findings.length + inSession.length === 0) return <NothingFound />

  const isShown = (finding: Finding) => severity === 'all' || finding.severity === severity
  const ofMail = message.findings.filter(isShown)
  const ofSession = inSession.filter(({ finding }) => isShown(finding))
  const countOf = (each: FindingSeverity) => message.findings.filter((finding) => finding.severity === each).length
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-10 shrink-0 items-center overflow-x-auto border-line border-b px-3 max-sm:px-2">
        {/* Of the mail, as its heading counts them. */}
        <Choices
          label={checkTexts.filter}
          testId="severity"
          value={severity}
          choices={[
            { value: 'all' as const, label: <Counted label={checkTexts.all} count={message.findings.length} /> },
            ...SEVERITIES.map((each) => ({
              value: each,
              label: <Counted label={checkTexts.counts[each]} count={countOf(each)} />,
              disabled: countOf(each) === 0,
            })),
          ]}
          onChange={setSeverity}
        />
      </div>
      <ScrollRegion aria-label={checkTexts.list} className="overflow-y-auto px-5 pb-8 max-sm:px-4" data-testid="checks">
        <Group title={ofSession.length > 0 ? checkTexts.inMail : undefined} items={ofMail}>
          {(finding) => <FindingNote finding={finding}>{jumpsOf(finding, message, onTab)}</FindingNote>}
        </Group>
        <Group title={checkTexts.inSession} items={ofSession}>
          {({ finding, line }) => (
            <FindingNote finding={finding}>
              <Jump testId="to-session" onClick={() => onTab('session', toAnchor('line', line))}>
                {checkTexts.toSession}
              </Jump>
            </FindingNote>
          )}
        </Group>
        {ofMail.length + ofSession.length === 0 && <p className="py-4 text-faint">{checkTexts.nothingOfSeverity}</p>}
      </ScrollRegion>
    </div>
  )
}

function Counted({ label, count }: { label: string; count: number }) {
  return (
    <>
      {label} <span className="text-faint tabular-nums">{count}</span>
    </>
  )
}

interface GroupProps<T> {
  title: string | undefined
  items: readonly T[]
  children: (item: T) => ReactNode
}

function Group<T>({ title, items, children }: GroupProps<T>) {
  if (items.length === 0) return null
  return (
    <section>
      {title && <h3 className="pt-5 pb-1 font-semibold">{title}</h3>}
      <ul>
        {withKeys(items, (item) => JSON.stringify(item)).map(({ key, item }) => (
          <li key={key} data-testid="finding" className="border-line border-t py-3 first:border-t-0">
            {children(item)}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** To wherever it can be seen. */
function jumpsOf({ where }: Finding, { parts, headers }: Message, onTab: ChecksTabProps['onTab']): ReactNode {
  if (!where) return null
  const { part, line, offset } = where
  const place = line !== undefined ? toAnchor('line', line) : offset !== undefined ? toAnchor('octet', offset) : undefined
  const isInHeader = offset !== undefined && offset < parts.bodyOffset
  const field = isInHeader && line !== undefined ? fieldAt(line, headers) : undefined
  return (
    <>
      {place !== undefined && (
        <Jump testId="to-source" onClick={() => onTab('source', place)}>
          {checkTexts.toSource}
        </Jump>
      )}
      {field !== undefined && (
        <Jump testId="to-headers" onClick={() => onTab('headers', toAnchor('field', field))}>
          {checkTexts.toHeaders}
        </Jump>
      )}
      {part !== undefined && !isInHeader && (
        <Jump testId="to-part" onClick={() => onTab('structure', toAnchor('part', part))}>
          {checkTexts.toPart}
        </Jump>
      )}
    </>
  )
}

/** The field that the line belongs to: fields follow each other as sent. */
function fieldAt(line: number, headers: Message['headers']): number | undefined {
  let end = 0
  for (const [index, { raw }] of headers.entries()) {
    end += raw.split('\n').length
    if (line <= end) return index
  }
  return undefined
}

function Jump({ testId, onClick, children }: { testId: string; onClick: () => void; children: string }) {
  return (
    <button type="button" data-testid={testId} className="rounded text-accent hover:underline" onClick={onClick}>
      {children}
    </button>
  )
}

function NothingFound() {
  return (
    <div data-testid="no-findings" className="flex flex-1 flex-col items-center justify-center gap-1 p-8 text-center">
      <CircleCheck className="mb-2 size-6 text-success" aria-hidden strokeWidth={1.5} />
      <p className="font-semibold text-base">{checkTexts.nothing}</p>
      <p className="max-w-sm text-balance text-muted">{checkTexts.nothingDetail}</p>
    </div>
  )
}

/** A part that programs write for programs, in words, and what is wrong in it. */
import { useQuery } from '@tanstack/react-query'
import type { Explanation, ExplanationWarning } from '../../../shared/model/explanation.ts'
import { useApi } from '../../api/api.ts'
import { explanationQuery } from '../../api/explanation-queries.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { structureTexts, explanationTexts as texts } from '../../texts/structure.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { CalendarView } from './calendar-view.tsx'
import { ContactView } from './contact-view.tsx'
import { type Fact, Facts } from './facts.tsx'
import { FieldTable } from './field-table.tsx'

export function ExplanationView({ id, path }: { id: string; path: string }) {
  const { client } = useApi()
  const { data, error, refetch } = useQuery(explanationQuery(client, id, path))
  if (error) return <ErrorNote title={structureTexts.loadFailed} error={error} onRetry={() => void refetch()} />
  if (!data) return null
  return (
    <>
      <Content explanation={data} />
      <Warnings warnings={data.warnings} />
    </>
  )
}

function Content({ explanation }: { explanation: Explanation }) {
  switch (explanation.kind) {
    case 'calendar':
      return <CalendarView calendar={explanation} />
    case 'contact':
      return <ContactView contacts={explanation.contacts} />
    case 'delivery-report':
      return (
        <div className="flex flex-col gap-4" data-testid="delivery-report">
          <Facts
            facts={[
              [texts.reportingMta, explanation.reportingMta],
              [texts.arrival, explanation.arrivalDate],
              [texts.envelopeId, explanation.originalEnvelopeId],
            ]}
          />
          {withKeys(explanation.recipients, ({ finalRecipient }) => finalRecipient).map(({ key, item }) => (
            <section key={key} className="rounded-lg border border-line-strong px-4 py-1.5">
              <Facts facts={recipientFacts(item)} />
            </section>
          ))}
        </div>
      )
    case 'disposition-notification':
      return (
        <Facts
          facts={[
            [texts.disposition, [explanation.disposition, ...explanation.modifiers].filter(Boolean).join(', ')],
            [texts.recipient, explanation.finalRecipient],
            [texts.originally, explanation.originalRecipient],
            [texts.messageId, explanation.originalMessageId],
            [texts.agent, explanation.reportingUserAgent],
          ]}
        />
      )
    case 'feedback-report':
      return (
        <Facts
          facts={[
            [texts.feedback, explanation.feedbackType],
            [texts.recipient, explanation.originalRcptTo.join(', ')],
            [texts.sourceIp, explanation.sourceIp],
            [texts.domains, explanation.reportedDomains.join(', ')],
            [texts.arrival, explanation.arrivalDate],
            [texts.agent, explanation.userAgent],
          ]}
        />
      )
    case 'header-fields':
      return <FieldTable fields={explanation.fields} asSent={false} />
    case 'tnef':
      return (
        <>
          <p className="max-w-[72ch] text-muted">{explanation.meaning}</p>
          <Facts facts={[[texts.files, explanation.filenames.join(', ')]]} />
        </>
      )
  }
}

type Recipient = Extract<Explanation, { kind: 'delivery-report' }>['recipients'][number]

function recipientFacts({ finalRecipient, originalRecipient, action, status, ...rest }: Recipient): Fact[] {
  return [
    [texts.recipient, finalRecipient],
    [texts.originally, originalRecipient !== finalRecipient && originalRecipient],
    [texts.action, action],
    [texts.code, status.code ? `${status.code}${status.meaning && `: ${status.meaning}`}` : status.raw],
    [texts.remoteMta, rest.remoteMta],
    [texts.diagnostic, rest.diagnosticCode],
    [texts.lastAttempt, rest.lastAttempt],
    [texts.retriedUntil, rest.willRetryUntil],
  ]
}

function Warnings({ warnings }: { warnings: readonly ExplanationWarning[] }) {
  if (warnings.length === 0) return null
  return (
    <section className="mt-5">
      <h4 className="mb-1.5 font-semibold">{texts.warnings}</h4>
      <ul className="flex flex-col gap-2 border-warning border-l-2 pl-3" data-testid="explanation-warnings">
        {withKeys(warnings, ({ rule }) => rule).map(({ key, item: { rule, detail, line } }) => (
          <li key={key} className="text-xs wrap-anywhere">
            <p className="max-w-[72ch]">
              {detail}
              {line !== undefined && <span className="text-faint tabular-nums"> · {texts.warningLine(line)}</span>}
            </p>
            <code className="text-faint">{rule}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}

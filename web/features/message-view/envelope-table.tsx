/** What the client said in the SMTP dialogue, apart from what the mail says about itself. */
import type { ReactNode } from 'react'
import type { EsmtpParameter } from '../../../shared/model/envelope.ts'
import type { Message } from '../../../shared/model/message.ts'
import { formatAbsoluteTime } from '../../lib/format-time.ts'
import { withKeys } from '../../lib/with-keys.ts'

const ORIGINS: Record<Message['origin'], string> = { smtp: 'SMTP', api: 'Added through the API', import: 'Imported' }

export function EnvelopeTable({ message }: { message: Message }) {
  const { envelope, bcc, session, receivedAt, origin } = message
  const blind = new Set(bcc.map(({ addrSpec }) => addrSpec.toLowerCase()))
  const recipients = envelope.forwardPaths.map((path, index) => ({ path, parameters: envelope.parameters.rcpt[index] ?? [] }))
  return (
    <section aria-label="Envelope" data-testid="envelope">
      <h3 className="mb-2 font-semibold">Envelope</h3>
      <dl>
        <Line name="MAIL FROM">
          <Path path={envelope.reversePath} parameters={envelope.parameters.mail} />
        </Line>
        {withKeys(recipients, ({ path }) => path).map(({ key, item: { path, parameters } }) => (
          <Line key={key} name="RCPT TO">
            <Path path={path} parameters={parameters} />
            {blind.has(path.toLowerCase()) && (
              <span
                className="ml-2 rounded bg-warning-soft px-1.5 text-warning text-xs"
                title="In no header field of the message"
              >
                blind
              </span>
            )}
          </Line>
        ))}
        {session ? (
          <>
            <Line name="Client address">{session.clientAddress}</Line>
            <Line name="HELO">{session.heloName || '(none)'}</Line>
            <Line name="TLS">{session.tls ? 'Yes' : 'No'}</Line>
            <Line name="AUTH identity">{session.authenticatedAs ?? <span className="text-faint">Not authenticated</span>}</Line>
          </>
        ) : (
          <Line name="Origin">{ORIGINS[origin]}</Line>
        )}
        <Line name="Received">
          <time dateTime={receivedAt} className="tabular-nums">
            {formatAbsoluteTime(receivedAt)}
          </time>
        </Line>
      </dl>
    </section>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[11rem_1fr] gap-x-4 border-line border-t py-1.5 max-sm:grid-cols-1">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}

function Path({ path, parameters }: { path: string; parameters: readonly EsmtpParameter[] }) {
  return (
    <>
      <span className="font-mono text-xs">&lt;{path}&gt;</span>
      {withKeys(parameters, ({ keyword }) => keyword).map(({ key, item: { keyword, value } }) => (
        <code key={key} className="ml-2 font-mono text-faint text-xs">
          {value === undefined ? keyword : `${keyword}=${value}`}
        </code>
      ))}
    </>
  )
}

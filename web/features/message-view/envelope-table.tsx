/** What the client said in the SMTP dialogue, apart from what the mail says about itself. */
import { type ReactNode, useState } from 'react'
import type { EsmtpParameter } from '../../../shared/model/envelope.ts'
import type { Message } from '../../../shared/model/message.ts'
import { cx } from '../../lib/cx.ts'
import { formatAbsoluteTime } from '../../lib/format-time.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { headerTexts } from '../../texts/headers.ts'
import { Button } from '../../ui/button.tsx'

/** Mail to thousands exists; the rest comes on request. */
const FIRST_RECIPIENTS = 50

export function EnvelopeTable({ message }: { message: Message }) {
  const { envelope, bcc, to, cc, session, receivedAt, origin } = message
  const [shown, setShown] = useState(FIRST_RECIPIENTS)
  const blind = new Set(bcc.map(({ addrSpec }) => addrSpec.toLowerCase()))
  const recipients = envelope.forwardPaths.map((path, index) => ({ path, parameters: envelope.parameters.rcpt[index] ?? [] }))
  const reached = new Set(envelope.forwardPaths.map((path) => path.toLowerCase()))
  const unaddressed = [...to, ...cc].map(({ addrSpec }) => addrSpec).filter((path) => path && !reached.has(path.toLowerCase()))
  return (
    <section aria-label={headerTexts.envelope} data-testid="envelope">
      <h3 className="mb-2 font-semibold">{headerTexts.envelope}</h3>
      <dl>
        <Line name={headerTexts.mailFrom}>
          <Path path={envelope.reversePath} parameters={envelope.parameters.mail} />
        </Line>
        {withKeys(recipients.slice(0, shown), ({ path }) => path).map(({ key, item: { path, parameters } }, index) => (
          <Line key={key} name={headerTexts.rcptTo} isSame={index > 0}>
            <Path path={path} parameters={parameters} />
            {blind.has(path.toLowerCase()) && <Mark title={headerTexts.blindHint}>{headerTexts.blind}</Mark>}
          </Line>
        ))}
        {recipients.length > shown && (
          <Line name={headerTexts.rcptTo} isSame>
            <Button onClick={() => setShown(recipients.length)}>{headerTexts.more(recipients.length - shown)}</Button>
          </Line>
        )}
        {unaddressed.length > 0 && (
          <Line name={headerTexts.unaddressed}>
            <ul className="flex flex-wrap gap-x-3" title={headerTexts.unaddressedHint} data-testid="unaddressed">
              {withKeys(unaddressed.slice(0, shown), (path) => path).map(({ key, item }) => (
                <li key={key} className="font-mono text-warning text-xs leading-5">
                  {item}
                </li>
              ))}
            </ul>
            <p className="text-faint text-xs">{headerTexts.unaddressedHint}</p>
          </Line>
        )}
        {session ? (
          <>
            <Line name={headerTexts.clientAddress}>{session.clientAddress}</Line>
            <Line name={headerTexts.helo}>{session.heloName || headerTexts.noHelo}</Line>
            <Line name={headerTexts.tls}>{session.tls ? headerTexts.yes : headerTexts.no}</Line>
            <Line name={headerTexts.auth}>
              {session.authenticatedAs ?? <span className="text-faint">{headerTexts.notAuthenticated}</span>}
            </Line>
          </>
        ) : (
          <Line name={headerTexts.origin}>{headerTexts.origins[origin]}</Line>
        )}
        <Line name={headerTexts.received}>
          <time dateTime={receivedAt} className="tabular-nums">
            {formatAbsoluteTime(receivedAt)}
          </time>
        </Line>
      </dl>
    </section>
  )
}

/** @param isSame as the line above it, so that its name need not be seen again */
function Line({ name, isSame = false, children }: { name: string; isSame?: boolean; children: ReactNode }) {
  return (
    <div
      className={cx(
        'grid grid-cols-[11rem_1fr] gap-x-4 max-sm:grid-cols-[6.5rem_1fr] max-sm:gap-x-3',
        isSame ? '-mt-1.5 pb-1.5' : 'border-line border-t py-1.5',
      )}
    >
      <dt className="text-muted">
        <span className={isSame ? 'sr-only' : undefined}>{name}</span>
      </dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  )
}

function Mark({ title, children }: { title: string; children: ReactNode }) {
  return (
    <span className="ml-2 rounded bg-warning-soft px-1.5 text-warning text-xs" title={title}>
      {children}
    </span>
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

/** The settings as a person types them, incoming and outgoing, each value to be copied alone. */
import { type ReactNode, useId, useState } from 'react'
import type { ClientSettings, ServerSettings } from '../../../shared/client-settings/client-settings.ts'
import { cx } from '../../lib/cx.ts'
import { mailClientTexts as texts } from '../../texts/mail-client.ts'
import { Choices } from '../../ui/choices.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { SettingsText } from '../../ui/settings-text.tsx'

export function ServerCards({ settings: { incoming, outgoing } }: { settings: ClientSettings }) {
  const protocols = [...new Set(incoming.map(({ protocol }) => protocol))]
  const [chosen, setChosen] = useState<ServerSettings['protocol']>('imap')
  const protocol = protocols.includes(chosen) ? chosen : protocols[0]
  const off = (['imap', 'pop3'] as const).find((each) => protocols.length === 1 && !protocols.includes(each))
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      {protocol && (
        <Card
          title={texts.incoming}
          testId="incoming-settings"
          servers={incoming.filter((server) => server.protocol === protocol)}
          note={off && texts.offOne[off]}
        >
          {protocols.length > 1 ? (
            <Choices
              label={texts.protocol}
              testId="incoming"
              value={protocol}
              choices={protocols.map((value) => ({ value, label: texts.protocols[value] }))}
              onChange={setChosen}
              className="-my-1"
            />
          ) : (
            <span className="mr-2 text-muted text-xs">{texts.protocols[protocol]}</span>
          )}
        </Card>
      )}
      <Card title={texts.outgoing} testId="outgoing-settings" servers={outgoing} note={texts.sentStays}>
        <span className="mr-2 text-muted text-xs">{texts.protocols.smtp}</span>
      </Card>
    </div>
  )
}

interface CardProps {
  title: string
  testId: string
  /** The best first. */
  servers: readonly ServerSettings[]
  note: string | undefined
  /** Beside the title. */
  children: ReactNode
}

function Card({ title, testId, servers: [server, ...others], note, children }: CardProps) {
  const heading = useId()
  return (
    <section aria-labelledby={heading} data-testid={testId} className="min-w-0 rounded-lg border border-line bg-surface">
      <div className="flex h-10 items-center justify-between border-line border-b pr-2 pl-4">
        <h3 id={heading} className="font-semibold">
          {title}
        </h3>
        {children}
      </div>
      {server ? <Values server={server} /> : <p className="px-4 py-2.5 text-muted">{texts.noOutgoing}</p>}
      <div className="flex flex-col gap-1 border-line border-t px-4 py-2.5 text-muted text-xs empty:hidden">
        {others.length > 0 && <p>{texts.orElse(others)}</p>}
        {note && (
          <p>
            <SettingsText text={note} />
          </p>
        )}
      </div>
    </section>
  )
}

function Values({ server }: { server: ServerSettings }) {
  const { protocol, host, port, userName, password } = server
  const passwordText = protocol === 'smtp' && password === 'own' ? texts.smtpOwn : texts.passwords[password]
  return (
    <dl className="divide-y divide-line">
      <Value name={texts.server} value={host} copies />
      <Value name={texts.port} value={String(port)} copies />
      <Value name={texts.security} value={texts.securityOf(server)} />
      <Value name={texts.userName} value={userName ?? texts.noUserName} copies={userName !== undefined} />
      {password !== 'none' && <Value name={texts.password} value={passwordText} />}
    </dl>
  )
}

function Value({ name, value, copies = false }: { name: string; value: string; copies?: boolean }) {
  return (
    <div className="flex h-9 items-center gap-3 pr-2 pl-4">
      <dt className="w-20 shrink-0 text-faint text-xs">{name}</dt>
      <dd className="flex min-w-0 grow items-center gap-2">
        <span className={cx('min-w-0 grow truncate', copies && 'font-medium font-mono')} title={value}>
          {value}
        </span>
        {copies && <CopyButton text={value} label={texts.copy(name, value)} />}
      </dd>
    </div>
  )
}

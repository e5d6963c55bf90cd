/** Whose mail the client is to read: that is the user name it signs in with. */
import { useId } from 'react'
import { EVERYTHING } from '../../../shared/client-settings/client-settings.ts'
import { mailClientTexts as texts } from '../../texts/mail-client.ts'
import { Choices } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'

const KINDS = ['all', 'mailbox', 'address'] as const

export interface LoginChoice {
  kind: (typeof KINDS)[number]
  mailbox: string
  address: string
  /** What these come to. */
  login: string
}

/** Where mail is that nobody has sorted. */
const DEFAULT_MAILBOX = 'default'

export function chooseLogin(mailbox: string | undefined, mailboxNames: readonly string[]): LoginChoice {
  const kind = mailbox === undefined ? 'all' : 'mailbox'
  return withLogin({ kind, mailbox: mailbox ?? mailboxNames[0] ?? DEFAULT_MAILBOX, address: '' })
}

/** What is not typed yet is as in the example. */
function withLogin(choice: Omit<LoginChoice, 'login'>): LoginChoice {
  const { kind, mailbox, address } = choice
  const logins = {
    all: EVERYTHING,
    mailbox: mailbox.trim() || DEFAULT_MAILBOX,
    address: address.trim() || texts.addressExample,
  }
  return { ...choice, login: logins[kind] }
}

interface LoginChooserProps {
  choice: LoginChoice
  mailboxNames: readonly string[]
  onChange: (choice: LoginChoice) => void
}

export function LoginChooser({ choice, mailboxNames, onChange }: LoginChooserProps) {
  const known = useId()
  const heading = useId()
  const { kind } = choice
  const change = (some: Partial<LoginChoice>) => onChange(withLogin({ ...choice, ...some }))
  return (
    <section aria-labelledby={heading} className="flex flex-col gap-2">
      <h3 id={heading} className="font-semibold">
        {texts.whose}
      </h3>
      <Choices
        label={texts.whose}
        testId="login"
        value={kind}
        choices={KINDS.map((value) => ({ value, label: texts.kinds[value] }))}
        onChange={(next) => change({ kind: next })}
      />
      <div className="max-w-sm">
        {kind === 'all' && <p className="text-muted text-xs">{texts.allHelp}</p>}
        {kind === 'mailbox' && (
          <>
            <Field
              label={texts.mailbox}
              help={texts.mailboxHelp}
              value={choice.mailbox}
              maxLength={255}
              list={known}
              data-testid="login-name"
              onChange={(mailbox) => change({ mailbox })}
            />
            <datalist id={known}>
              {mailboxNames.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </>
        )}
        {kind === 'address' && (
          <Field
            label={texts.address}
            help={texts.addressHelp}
            placeholder={texts.addressExample}
            value={choice.address}
            maxLength={255}
            inputMode="email"
            data-testid="login-name"
            onChange={(address) => change({ address })}
          />
        )}
      </div>
    </section>
  )
}

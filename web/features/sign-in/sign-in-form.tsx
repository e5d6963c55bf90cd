/** Name and password, and why they were refused. A form as password managers know it. */
import { type FormEvent, useId, useRef, useState } from 'react'
import { MailmittError } from '../../../shared/client/client.ts'
import { useApi } from '../../api/api.ts'
import { signInTexts as texts } from '../../texts/sign-in.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'

export function SignInForm() {
  const { signIn } = useApi()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [fault, setFault] = useState<string | undefined>(undefined)
  const [isBusy, setIsBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const faultId = useId()

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setIsBusy(true)
    setFault(undefined)
    try {
      await signIn.signIn(name, password)
    } catch (error) {
      setFault(explain(error))
      const input = form.current?.querySelector<HTMLInputElement>('input[type=password]')
      input?.focus()
      input?.select()
    } finally {
      setIsBusy(false)
    }
  }

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} data-testid="sign-in" className="flex flex-col gap-3">
      <Field label={texts.name} name="username" autoComplete="username" required data-first value={name} onChange={setName} />
      <Field
        label={texts.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={setPassword}
        {...(fault !== undefined && { 'aria-describedby': faultId, 'aria-invalid': true })}
      />
      <p id={faultId} role="alert" className="text-danger text-sm empty:hidden wrap-anywhere">
        {fault}
      </p>
      <Button type="submit" look="primary" className="mt-1 justify-center" disabled={isBusy}>
        {isBusy ? texts.submitting : texts.submit}
      </Button>
    </form>
  )
}

function explain(error: unknown): string {
  if (!(error instanceof MailmittError)) return texts.unreachable
  return error.status === 401 ? texts.wrong : error.message
}

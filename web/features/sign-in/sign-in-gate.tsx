/** Stands before the app until somebody has signed in, and over it when a sign-in has ended. */
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { useApi } from '../../api/api.ts'
import { signInQuery } from '../../api/sign-in.ts'
import { useStore } from '../../lib/external-store.ts'
import { signInTexts as texts } from '../../texts/sign-in.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Logo } from '../../ui/logo.tsx'
import { SignInForm } from './sign-in-form.tsx'

export function SignInGate({ children }: { children: ReactNode }) {
  const { signIn } = useApi()
  const asked = useStore(signIn.asked)
  if (asked === 'first') return <SignInPage />
  return (
    <>
      {children}
      <Dialog title={texts.again} open={asked === 'again'} onOpenChange={signIn.putOff} className="max-w-sm">
        <p className="mb-3 text-muted">{texts.againHelp}</p>
        <SignInForm />
      </Dialog>
    </>
  )
}

function SignInPage() {
  const { signIn } = useApi()
  const { data } = useQuery(signInQuery(signIn))
  const page = useRef<HTMLElement>(null)
  const hasForm = data?.hasUsers !== false
  useEffect(() => {
    if (hasForm) page.current?.querySelector<HTMLElement>('[data-first]')?.focus()
  }, [hasForm])
  return (
    <main ref={page} className="flex min-h-dvh items-center justify-center bg-canvas p-4">
      <div className="fade-in w-full max-w-sm rounded-xl border border-line-strong bg-surface p-6">
        <h1 className="mb-5 flex items-center gap-2.5 font-semibold text-base">
          <Logo className="size-7" />
          {texts.title}
        </h1>
        {hasForm ? (
          <SignInForm />
        ) : (
          <>
            <p>{texts.noUsers}</p>
            <p className="mt-2 text-muted">{texts.noUsersHelp}</p>
          </>
        )}
      </div>
    </main>
  )
}

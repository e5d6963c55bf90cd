/** Who is signed in, and the way out; nothing where nobody is asked. */
import { useQuery } from '@tanstack/react-query'
import { LogOut, UserRound } from 'lucide-react'
import { useApi } from '../../api/api.ts'
import { signInQuery } from '../../api/sign-in.ts'
import { signInTexts as texts } from '../../texts/sign-in.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { showError } from '../../ui/toast.tsx'

export function SignedInAs() {
  const { signIn } = useApi()
  const { data } = useQuery(signInQuery(signIn))
  if (data?.name === undefined) return null
  return (
    <div className="flex h-8 items-center gap-2.5 pl-2 text-muted" data-testid="signed-in-as">
      <UserRound className="size-4 shrink-0" aria-hidden strokeWidth={1.75} />
      <p className="min-w-0 grow truncate" title={data.name}>
        <span className="sr-only">{texts.signedInAs} </span>
        {data.name}
      </p>
      {data.canSignOut && (
        <IconButton
          icon={LogOut}
          label={texts.signOut}
          data-testid="sign-out"
          onClick={() => void signIn.signOut().catch((error: Error) => showError(texts.signOutFailed, error))}
        />
      )}
    </div>
  )
}

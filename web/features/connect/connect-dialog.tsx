/** The same guide, for when there is mail already. */
import { Dialog } from '../../ui/dialog.tsx'
import { ConnectGuide } from './connect-guide.tsx'

export function ConnectDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog title="Connect an app" open={open} onOpenChange={onOpenChange} className="max-w-3xl">
      <p className="mb-4 text-muted">
        Everything your app sends here is caught and shown; nothing is delivered. An SMTP user name puts its mail in a mailbox of
        that name.
      </p>
      <ConnectGuide />
    </Dialog>
  )
}

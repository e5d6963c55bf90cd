/** The same guide, for when there is mail already. */
import { connectTexts } from '../../texts/connect.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ConnectGuide } from './connect-guide.tsx'

export function ConnectDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog title={connectTexts.title} open={open} onOpenChange={onOpenChange} className="max-w-3xl">
      <p className="mb-4 text-muted">{connectTexts.help}</p>
      <ConnectGuide />
    </Dialog>
  )
}

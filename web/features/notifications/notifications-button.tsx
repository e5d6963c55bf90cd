/** Asks for desktop notifications, or does without them again. */
import { Bell, BellOff } from 'lucide-react'
import { notificationTexts } from '../../texts/notifications.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import type { Notifications } from './use-notifications.ts'

export function NotificationsButton({ isOn, toggle }: Notifications) {
  return (
    <IconButton
      icon={isOn ? Bell : BellOff}
      label={notificationTexts.turnOn}
      aria-pressed={isOn}
      data-testid="notifications"
      onClick={toggle}
    />
  )
}

/** Desktop notifications of mail that comes while nobody looks at the page. Asked for with a click, never by themselves. */
import { useEffect, useState } from 'react'
import type { MessageSummary } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { formatShortAddress } from '../../lib/format-address.ts'
import { readStored, writeStored } from '../../lib/storage.ts'
import { useLatest } from '../../lib/use-latest.ts'
import { notificationTexts } from '../../texts/notifications.ts'
import { showNote } from '../../ui/toast.tsx'

/** Mail comes in bursts: more than this are told as one. */
const SINGLE = 3
const BURST_MS = 800

export interface Notifications {
  isOn: boolean
  toggle: () => void
}

/** @param onOpen of the message that a notification is about, when it is clicked */
export function useNotifications(onOpen: (message: MessageSummary) => void): Notifications {
  const { arrival } = useApi()
  const [isOn, setIsOn] = useState(() => readStored('notifications') === 'on' && isAllowed())
  const latest = useLatest(onOpen)

  useEffect(() => {
    if (!isOn) return
    let arrived: MessageSummary[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    function tell(): void {
      timer = undefined
      const messages = arrived
      arrived = []
      if (messages.length > SINGLE) notify(notificationTexts.many(messages.length), '', () => undefined)
      else for (const message of messages) notifyOf(message, () => latest.current(message))
    }
    const unsubscribe = arrival.subscribe(() => {
      const message = arrival.get()
      if (!message || document.hasFocus()) return
      arrived.push(message)
      timer ??= setTimeout(tell, BURST_MS)
    })
    return () => {
      unsubscribe()
      clearTimeout(timer)
    }
  }, [isOn, arrival, latest])

  async function turnOn(): Promise<void> {
    if (!('Notification' in globalThis) || !isSecureContext) return showNote(notificationTexts.off, notificationTexts.unsupported)
    if ((await Notification.requestPermission()) !== 'granted') return showNote(notificationTexts.off, notificationTexts.refused)
    writeStored('notifications', 'on')
    setIsOn(true)
    showNote(notificationTexts.on, notificationTexts.onHelp)
  }

  function turnOff(): void {
    writeStored('notifications', undefined)
    setIsOn(false)
  }

  return { isOn, toggle: () => (isOn ? turnOff() : void turnOn()) }
}

function isAllowed(): boolean {
  return 'Notification' in globalThis && Notification.permission === 'granted'
}

function notifyOf({ id, subject, from, envelope }: MessageSummary, onOpen: () => void): void {
  const sender = from[0] ? formatShortAddress(from[0]) : envelope.reversePath
  notify(subject || notificationTexts.noSubject, sender, onOpen, id)
}

/** @param tag of two with the same, the later takes the place of the other: other tabs tell of the same mail */
function notify(title: string, body: string, onOpen: () => void, tag = 'many'): void {
  const notification = new Notification(title, { body, tag: `mailmitt-${tag}`, icon: document.baseURI.concat('favicon.svg') })
  notification.onclick = () => {
    window.focus()
    onOpen()
    notification.close()
  }
}

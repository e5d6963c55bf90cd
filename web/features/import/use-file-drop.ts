/** Follows files that are dragged over the page, wherever on it. */
import { useEffect, useState } from 'react'
import { useLatest } from '../../lib/use-latest.ts'

/** @returns whether there are files over the page */
export function useFileDrop(onDrop: (transfer: DataTransfer) => void): boolean {
  const [isOver, setOver] = useState(false)
  const latest = useLatest(onDrop)
  useEffect(() => {
    const end = () => setOver(false)
    const hold = (event: DragEvent) => {
      if (!holdsFiles(event.dataTransfer)) return
      event.preventDefault() // else the browser opens them in place of the app
      event.dataTransfer.dropEffect = 'copy'
      setOver(true)
    }
    const leave = ({ relatedTarget }: DragEvent) => relatedTarget === null && end()
    const drop = (event: DragEvent) => {
      end()
      if (!holdsFiles(event.dataTransfer)) return
      event.preventDefault()
      latest.current(event.dataTransfer)
    }
    const listeners = new AbortController()
    const listen = { signal: listeners.signal }
    window.addEventListener('dragenter', hold, listen)
    window.addEventListener('dragover', hold, listen)
    window.addEventListener('dragleave', leave, listen)
    window.addEventListener('drop', drop, listen)
    // None of these happens during a drag: when one does, its end has been missed.
    window.addEventListener('pointermove', end, listen)
    window.addEventListener('pointerdown', end, listen)
    window.addEventListener('keydown', end, listen)
    return () => listeners.abort()
  }, [latest])
  return isOver
}

/** An image that is dragged out of a page is a file too, to some browsers. */
function holdsFiles(transfer: DataTransfer | null): transfer is DataTransfer {
  return transfer?.types.includes('Files') === true && !transfer.types.includes('text/html')
}

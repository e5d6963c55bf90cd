/** Stands for the text of a mail that is too much to decode. */
import type { Message } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { sourceTexts } from '../../texts/source.ts'
import { undecodedTexts as texts } from '../../texts/undecoded.ts'
import { buttonClass } from '../../ui/button.tsx'

export function isUndecoded({ findings }: Pick<Message, 'findings'>): boolean {
  return findings.some(({ rule }) => rule === 'text-too-complex')
}

export function Undecoded({ id }: { id: string }) {
  const { client } = useApi()
  return (
    <div data-testid="undecoded" className="flex flex-1 flex-col items-center justify-center gap-1 p-8 text-center">
      <p className="font-semibold text-base">{texts.title}</p>
      <p className="max-w-sm text-balance text-muted">{texts.instead}</p>
      <a href={client.urlOf(id, 'raw')} download={`${id}.eml`} className={`mt-3 ${buttonClass('plain')}`}>
        {sourceTexts.downloadInstead}
      </a>
    </div>
  )
}

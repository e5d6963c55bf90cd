/** What a part holds, shown by its kind. Nothing of it runs: text is text, images are images, and all else is told of. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import type { Part } from '../../../shared/model/part.ts'
import { useApi } from '../../api/api.ts'
import { partTextQuery } from '../../api/part-queries.ts'
import { structureTexts } from '../../texts/structure.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { CsvTable } from './csv-table.tsx'
import { ExplanationView } from './explanation-view.tsx'
import { NestedMessage } from './nested-message.tsx'

interface PartPreviewProps {
  message: Pick<Message, 'id' | 'attachments'>
  part: Part
}

const TABLES = new Set(['text/csv', 'text/tab-separated-values', 'application/csv'])
const TEXT = /^(text\/|message\/|application\/(json|xml|javascript|x-yaml|yaml|x-sh|sql|[\w.+-]+\+(json|xml)|pgp-signature)$)/

export function PartPreview({ message, part }: PartPreviewProps) {
  const { id } = message
  const { path, contentType, filename, parts } = part
  const explains = message.attachments.find((attachment) => attachment.path === path)?.explains
  if (explains) return <ExplanationView id={id} path={path} />
  if (contentType.startsWith('multipart/')) {
    const [, kind = ''] = contentType.split('/')
    return <Note>{structureTexts.multipart[kind] ?? structureTexts.multipartOther}</Note>
  }
  if (part.bodyOctets === 0) return <Note>{structureTexts.empty}</Note>
  if (parts.length > 0) return <NestedMessage id={id} part={part} />
  if (contentType.startsWith('image/')) return <ImagePart id={id} part={part} />
  if (contentType === 'application/pdf') return <Note>{structureTexts.pdf}</Note>
  if (TABLES.has(contentType) || /\.(csv|tsv)$/i.test(filename)) return <TextPart id={id} part={part} isTable />
  if (TEXT.test(contentType)) return <TextPart id={id} part={part} />
  return <Note>{structureTexts.noPreview(contentType)}</Note>
}

function Note({ children }: { children: string }) {
  return (
    <p data-testid="part-note" className="max-w-[72ch] rounded-(--radius-control) bg-sunken px-3 py-2.5 text-muted">
      {children}
    </p>
  )
}

/** As an image even SVG runs no script and loads nothing. */
function ImagePart({ id, part: { path, filename } }: { id: string; part: Part }) {
  const { client } = useApi()
  const [size, setSize] = useState<'broken' | { width: number; height: number } | undefined>(undefined)
  if (size === 'broken') return <Note>{structureTexts.imageBroken}</Note>
  return (
    <figure>
      <img
        src={client.urlOf(id, `parts/${path}`)}
        alt={filename || structureTexts.unnamed(path)}
        data-testid="part-image"
        className="checkered max-h-[60dvh] max-w-full rounded-lg border border-line"
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setSize({ width: naturalWidth, height: naturalHeight })}
        onError={() => setSize('broken')}
      />
      <figcaption className="mt-1.5 h-4 text-faint text-xs tabular-nums">
        {size && structureTexts.imageSize(size.width, size.height)}
      </figcaption>
    </figure>
  )
}

function TextPart({ id, part, isTable = false }: { id: string; part: Part; isTable?: boolean }) {
  const { client } = useApi()
  const { data, error, refetch } = useQuery(partTextQuery(client, id, part.path, part.charsetUsed || part.charset))
  if (error) return <ErrorNote title={structureTexts.loadFailed} error={error} onRetry={() => void refetch()} />
  if (!data) return null
  if (isTable) return <CsvTable {...data} />
  return (
    <>
      {part.contentType === 'text/html' && <p className="mb-2 text-faint text-xs">{structureTexts.html}</p>}
      <ScrollRegion
        aria-label={structureTexts.preview}
        className="max-h-[60dvh] overflow-auto rounded-lg border border-line bg-sunken"
      >
        <pre
          dir="auto"
          data-testid="part-text"
          className="whitespace-pre-wrap px-3 py-2.5 font-mono text-xs leading-5 wrap-anywhere"
        >
          {data.text}
        </pre>
      </ScrollRegion>
      {data.isCut && <p className="mt-2 text-faint text-xs">{structureTexts.cut}</p>}
    </>
  )
}

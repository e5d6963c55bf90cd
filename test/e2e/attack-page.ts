/**
 * What a hostile page tries on a Mailmitt that it can reach, by every way a browser has to ask for something. Runs in the
 * page, so it may use nothing from here but its argument.
 */

export interface Target {
  /** Of Mailmitt, as this page would name it. */
  url: string
  /** Where its SMTP listens, likewise. */
  smtpUrl: string
  /** Stands in each answer that must not be read. */
  secret: string
}

/** @returns what the page came to know or could do, a line each; of a good Mailmitt nothing */
export async function attack({ url, smtpUrl, secret }: Target): Promise<string[]> {
  const gained: string[] = []
  const gain = (what: string) => void gained.push(what)
  const READS = [
    ...[
      '/api/messages',
      '/api/messages?q=secret',
      '/api/messages/latest',
      '/api/messages/latest/raw',
      '/api/messages/latest/text',
    ],
    ...[
      '/api/messages/latest/html',
      '/api/messages/latest/parts/1.1',
      '/api/messages/latest/parts/2',
      '/api/messages/latest/html-file',
    ],
    ...['/api/messages/latest/parts/2?view=forged', '/api/export?format=ndjson', '/api/mailboxes', '/api/sessions', '/api/info'],
    ...['/api/wait?timeout=1ms', '/api/%6dessages', '/api/openapi.json', '/'],
  ]
  const mail = JSON.stringify({ from: 'evil@evil.test', to: ['victim@x.test'], subject: 'Planted', text: 'planted' })
  const raw = 'From: evil@evil.test\r\nSubject: Planted\r\n\r\nplanted\r\n'
  const change = JSON.stringify({ seen: true, pinned: true })
  const WRITES: [method: string, path: string, body: string][] = [
    ['POST', '/api/send', mail],
    ['POST', '/api/sample', '{}'],
    ['POST', '/api/messages', raw],
    ['POST', '/api/messages?_method=DELETE&all=true', mail],
    ['POST', '/api/tag-rules', '{"name":"planted","tag":"planted","q":"secret"}'],
    ['PATCH', '/api/messages?all=true', change],
    ['PUT', '/api/messages?all=true', change],
    ['DELETE', '/api/messages?all=true', ''],
    ['DELETE', '/api/mailboxes/default', ''],
  ]
  const TYPES = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json',
    'message/rfc822',
    '',
  ]

  async function read(what: string, asked: Promise<Response>): Promise<void> {
    const answer = await asked.catch(() => undefined)
    const text = (await answer?.text().catch(() => '')) ?? ''
    if (answer?.ok || text.includes(secret)) gain(`${what}: ${answer?.status} ${text.slice(0, 80)}`)
  }

  async function byFetch(): Promise<void> {
    for (const mode of ['cors', 'no-cors', 'same-origin'] as const) {
      const how = { mode, credentials: 'include', cache: 'no-store' } as const
      const ask = (path: string, more: RequestInit = {}) => fetch(`${url}${path}`, { ...how, ...more })
      await Promise.all(READS.map((path) => read(`${mode} ${path}`, ask(path))))
      await Promise.all(READS.map((path) => read(`${mode} HEAD ${path}`, ask(path, { method: 'HEAD', credentials: 'omit' }))))
      for (const type of TYPES) {
        const simple = type ? { 'content-type': type } : {}
        const pretending = { ...simple, 'x-http-method-override': 'DELETE', 'x-forwarded-host': location.host }
        for (const headers of mode === 'no-cors' ? [simple] : [simple, pretending])
          await Promise.all(
            WRITES.map(([method, path, body]) =>
              read(`${mode} ${method} ${path} as ${type}`, ask(path, { method, headers, ...(body && { body }) })),
            ),
          )
      }
    }
  }

  async function byXhr(): Promise<void> {
    for (const path of READS) {
      const xhr = new XMLHttpRequest()
      const done = new Promise((resolve) => xhr.addEventListener('loadend', resolve))
      xhr.open('GET', `${url}${path}`)
      xhr.withCredentials = true
      xhr.send()
      await done
      if (xhr.status === 200 || xhr.responseText.includes(secret)) gain(`xhr ${path}`)
    }
  }

  /** Where a form's answer goes; its document must not be readable. */
  function frameNamed(name: string): HTMLIFrameElement {
    const frame = document.createElement('iframe')
    frame.name = name
    document.body.append(frame)
    return frame
  }

  async function loaded(frame: HTMLIFrameElement, what: string, start: () => void): Promise<void> {
    const load = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
    start()
    await load
    let text = ''
    try {
      text = frame.contentDocument?.documentElement.outerHTML ?? ''
    } catch {
      // Of another origin, as it has to be.
    }
    if (text.includes(secret)) gain(`${what}: ${text.slice(0, 80)}`)
    frame.remove()
  }

  function submit(frame: HTMLIFrameElement, path: string, enctype: string, method: string): void {
    const form = document.createElement('form')
    Object.assign(form, { action: `${url}${path}`, enctype, method, target: frame.name })
    // As text/plain this is JSON: the `=` between name and value stands in a string.
    const field = document.createElement('input')
    field.name = `${mail.slice(0, -1)},"x":"`
    field.value = '"}'
    const file = document.createElement('input')
    file.type = 'file'
    file.name = 'file'
    const files = new DataTransfer()
    files.items.add(new File([raw], 'planted.eml', { type: 'message/rfc822' }))
    file.files = files.files
    form.append(field, file)
    document.body.append(form)
    form.submit()
  }

  async function byForm(): Promise<void> {
    const TYPES_OF_FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']
    for (const path of ['/api/send', '/api/sample', '/api/messages', '/api/messages?all=true', '/api/tag-rules'])
      await Promise.all(
        TYPES_OF_FORMS.flatMap((enctype) =>
          ['post', 'get'].map((method) => {
            const frame = frameNamed(`form ${method} ${enctype}`)
            return loaded(frame, `form ${method} ${path} as ${enctype}`, () => submit(frame, path, enctype, method))
          }),
        ),
      )
  }

  async function byElement(): Promise<void> {
    const ELEMENTS: [name: string, attribute: string, more?: Record<string, string>][] = [
      ['img', 'src'],
      ['img', 'src', { crossOrigin: 'anonymous' }],
      ['script', 'src'],
      ['script', 'src', { type: 'module' }],
      ['link', 'href', { rel: 'stylesheet' }],
      ['video', 'src'],
      ['audio', 'src'],
    ]
    for (const path of READS)
      await Promise.all(
        ELEMENTS.map(async ([name, attribute, more]) => {
          const element = document.createElement(name)
          const result = new Promise<string>((resolve) => {
            for (const type of ['load', 'loadeddata', 'error'])
              element.addEventListener(type, () => resolve(type), { once: true })
          })
          Object.assign(element, more)
          element.setAttribute(attribute, `${url}${path}`)
          document.body.append(element)
          if ((await result) !== 'error') gain(`${name} ${JSON.stringify(more ?? {})} ${path} loaded`)
          element.remove()
        }),
      )
    const style = new FontFace('stolen', `url(${url}/api/messages/latest/parts/2)`)
    await style.load().then(
      () => gain('a font loaded'),
      () => undefined,
    )
  }

  async function byFrame(): Promise<void> {
    // What would be saved never loads.
    const shown = READS.filter((path) => !/raw$|export/.test(path))
    await Promise.all(
      shown.map((path) => {
        const frame = document.createElement('iframe')
        frame.src = `${url}${path}`
        return loaded(frame, `iframe ${path}`, () => document.body.append(frame))
      }),
    )
  }

  async function byStream(): Promise<void> {
    for (const path of ['/api/stream', '/api/%73tream', '/api/stream?afterSeq=0', '/', '/api/messages']) {
      const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`)
      const opened = new Promise<boolean>((resolve) => {
        socket.onopen = () => resolve(true)
        socket.onclose = () => resolve(false)
      })
      if (await opened) gain(`websocket ${path} opened`)
      socket.close()
      const source = new EventSource(`${url}${path}`, { withCredentials: true })
      const streams = new Promise<boolean>((resolve) => {
        source.onopen = () => resolve(true)
        source.onerror = () => resolve(false)
      })
      if (await streams) gain(`event source ${path} opened`)
      source.close()
    }
  }

  function byBeacon(): void {
    for (const [, path, body] of WRITES) {
      navigator.sendBeacon(`${url}${path}`, body)
      for (const type of TYPES) navigator.sendBeacon(`${url}${path}`, new Blob([body], { type }))
      const form = new FormData()
      form.append('file', new File([raw], 'planted.eml', { type: 'message/rfc822' }))
      navigator.sendBeacon(`${url}${path}`, form)
    }
  }

  /** The port of SMTP takes lines; a request of HTTP is lines, and its body could be a dialogue. */
  async function bySmtp(): Promise<void> {
    const dialogue = `\r\nEHLO evil.test\r\nMAIL FROM:<evil@evil.test>\r\nRCPT TO:<victim@x.test>\r\nDATA\r\n${raw}.\r\nQUIT\r\n`
    for (const method of ['POST', 'GET'])
      await read(`smtp ${method}`, fetch(smtpUrl, { mode: 'no-cors', method, ...(method === 'POST' && { body: dialogue }) }))
    const form = new FormData()
    form.append('x', new Blob([dialogue]))
    await read('smtp form', fetch(`${smtpUrl}/EHLO%20x`, { mode: 'no-cors', method: 'POST', body: form }))
  }

  // What reads goes first: where it works, the rest takes away what there is to read.
  for (const attempt of [byXhr, byElement, byFrame, byStream]) await attempt()
  byBeacon()
  for (const attempt of [byFetch, byForm, bySmtp]) await attempt()
  // What the browser measured of an answer that it may not show.
  for (const entry of performance.getEntriesByType('resource') as PerformanceResourceTiming[])
    if (entry.name.startsWith(`${url}/api`) && entry.decodedBodySize > 0 && !url.startsWith(location.origin))
      gain(`the size of ${entry.name}: ${entry.decodedBodySize}`)
  return gained
}

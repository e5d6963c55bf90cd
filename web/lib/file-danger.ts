/** Which files can harm who opens them. Told by the name's ending, as systems choose what opens a file, then by the type. */

export type FileDanger = 'program' | 'script' | 'macros' | 'shortcut' | 'disk' | 'page'

const ENDINGS: Record<FileDanger, string> = {
  program: 'exe scr com pif msi msix appx cpl dll jar apk app dmg pkg deb rpm run gadget',
  script: 'bat cmd js jse vbs vbe wsf wsh wsc ps1 psm1 sh command hta reg py pl rb php',
  macros: 'docm dotm xlsm xltm xlam xll pptm potm ppam sldm xlsb one',
  shortcut: 'lnk url scf desktop webloc library-ms',
  disk: 'iso img vhd vhdx',
  page: 'html htm xhtml shtml svg svgz mht mhtml',
}
const BY_ENDING = new Map(
  Object.entries(ENDINGS).flatMap(([danger, endings]) => endings.split(' ').map((ending) => [ending, danger as FileDanger])),
)
const TYPES: readonly [RegExp, FileDanger][] = [
  [
    /^application\/(x-msdownload|x-msdos-program|x-dosexec|x-executable|java-archive|vnd\.microsoft\.portable-executable)$/,
    'program',
  ],
  [/^(application|text)\/(x-)?(javascript|ecmascript|sh|shellscript|vbscript|powershell)$/, 'script'],
  [/^application\/vnd\.ms-[\w.-]+\.macroenabled\.12$/i, 'macros'],
  [/^(text\/html|image\/svg\+xml|application\/xhtml\+xml)$/, 'page'],
]

export function dangerOf({ filename, contentType }: { filename: string; contentType: string }): FileDanger | undefined {
  // Windows leaves out dots and blanks at the end.
  const ending = /\.([a-z\d-]+)[. ]*$/i.exec(withoutControls(filename))?.[1]?.toLowerCase() ?? ''
  return BY_ENDING.get(ending) ?? TYPES.find(([pattern]) => pattern.test(contentType))?.[1]
}

/** A direction override would show `gpj.exe` as `exe.jpg`. */
export function withoutControls(filename: string): string {
  return filename.replace(/[\p{Bidi_Control}\p{Cc}]/gu, '')
}

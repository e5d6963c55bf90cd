/** A sentence that names settings: `--max-storage` is not broken at its hyphens. */
export function SettingsText({ text }: { text: string }) {
  // Every second piece is a setting.
  return text.split(/(--[a-z-]+)/).map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      <span key={piece} className="whitespace-nowrap">
        {piece}
      </span>
    ),
  )
}

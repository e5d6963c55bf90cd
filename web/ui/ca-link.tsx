/** Says what has to trust the CA of this Mailmitt, and leads to its certificate. */
export function CaLink({ text, label, baseUrl }: { text: string; label: string; baseUrl: string }) {
  return (
    <>
      {text}{' '}
      <a href={`${baseUrl}api/ca.pem`} download="mailmitt-ca.pem" className="text-accent underline underline-offset-2">
        {label}
      </a>
    </>
  )
}

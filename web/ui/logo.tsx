/** An M that is an open envelope and a mitt, with a mail caught in it. The file public/favicon.svg is the same drawing. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M7.5 23.5v-9.2c0-1.4 1.6-2.1 2.7-1.2l5.8 5 5.8-5c1.1-.9 2.7-.2 2.7 1.2v9.2"
        className="fill-none stroke-on-accent"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="16" cy="9.6" r="2.9" className="fill-on-accent" />
    </svg>
  )
}

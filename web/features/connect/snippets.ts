/** Ready lines for the frameworks people come with. Each is complete: paste it, nothing else to change. */
import type { SmtpAddress } from '../../api/info-queries.ts'

export interface Snippet {
  id: string
  label: string
  /** Where the lines belong. */
  file: string
  code: (smtp: SmtpAddress) => string
}

export const SNIPPETS: readonly Snippet[] = [
  {
    id: 'nodemailer',
    label: 'Nodemailer',
    file: 'mail.mjs',
    code: ({ host, port }) => `import nodemailer from 'nodemailer'

const transport = nodemailer.createTransport({
  host: '${host}',
  port: ${port},
  secure: false,
})

await transport.sendMail({
  from: 'app@example.test',
  to: 'ann@example.test',
  subject: 'Hello',
  text: 'It works.',
})`,
  },
  {
    id: 'laravel',
    label: 'Laravel',
    file: '.env',
    code: ({ host, port }) => `MAIL_MAILER=smtp
MAIL_SCHEME=null
MAIL_HOST=${host}
MAIL_PORT=${port}
MAIL_USERNAME=null
MAIL_PASSWORD=null
MAIL_FROM_ADDRESS=app@example.test`,
  },
  {
    id: 'rails',
    label: 'Rails',
    file: 'config/environments/development.rb',
    code: ({ host, port }) => `config.action_mailer.delivery_method = :smtp
config.action_mailer.smtp_settings = {
  address: "${host}",
  port: ${port}
}
config.action_mailer.raise_delivery_errors = true`,
  },
  {
    id: 'django',
    label: 'Django',
    file: 'settings.py',
    code: ({ host, port }) => `EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "${host}"
EMAIL_PORT = ${port}
EMAIL_USE_TLS = False
EMAIL_USE_SSL = False`,
  },
  {
    id: 'spring',
    label: 'Spring',
    file: 'application.properties',
    code: ({ host, port }) => `spring.mail.host=${host}
spring.mail.port=${port}
spring.mail.properties.mail.smtp.auth=false
spring.mail.properties.mail.smtp.starttls.enable=false`,
  },
  {
    id: 'go',
    label: 'Go',
    file: 'main.go',
    code: ({ host, port }) => `package main

import (
	"log"
	"net/smtp"
)

func main() {
	message := []byte("From: app@example.test\\r\\n" +
		"To: ann@example.test\\r\\n" +
		"Subject: Hello\\r\\n" +
		"\\r\\n" +
		"It works.\\r\\n")
	err := smtp.SendMail("${joinHostPort(host, port)}", nil,
		"app@example.test", []string{"ann@example.test"}, message)
	if err != nil {
		log.Fatal(err)
	}
}`,
  },
  {
    id: 'dotnet',
    label: '.NET',
    file: 'Program.cs',
    code: ({ host, port }) => `using System.Net.Mail;

using var client = new SmtpClient("${host}", ${port});
await client.SendMailAsync(
    from: "app@example.test",
    recipients: "ann@example.test",
    subject: "Hello",
    body: "It works.");`,
  },
  {
    id: 'php',
    label: 'PHP mail()',
    file: 'php.ini',
    code: ({ host, port }) => `; Linux and macOS, with msmtp installed
sendmail_path = "msmtp --host=${host} --port=${port} --from=app@example.test --read-recipients"

; Windows
SMTP = ${host}
smtp_port = ${port}
sendmail_from = app@example.test`,
  },
  {
    id: 'compose',
    label: 'Docker Compose',
    file: 'compose.yaml',
    // In a compose network the app reaches Mailmitt by its service name, whatever this page is called.
    code: () => `services:
  mailmitt:
    image: node:24-slim
    command: npx --yes mailmitt --smtp 0.0.0.0:1025 --http 0.0.0.0:8025
    ports:
      - "127.0.0.1:8025:8025"

  app:
    environment:
      SMTP_HOST: mailmitt
      SMTP_PORT: "1025"
    depends_on:
      - mailmitt`,
  },
  {
    id: 'curl',
    label: 'curl',
    file: 'shell',
    code: ({ host, port }) => `printf '%s\\r\\n' \\
  'From: app@example.test' \\
  'To: ann@example.test' \\
  'Subject: Hello' \\
  '' \\
  'It works.' |
  curl --url 'smtp://${joinHostPort(host, port)}' \\
    --mail-from app@example.test \\
    --mail-rcpt ann@example.test \\
    --upload-file -`,
  },
]

function joinHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** A Dovecot in a folder of its own, on free ports of this machine: any user name, any password, nothing kept. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import type { MailServer } from './mail-server.ts'
import { installed, ordinaryUser } from './program.ts'

const START_TIMEOUT_MS = 20_000

export async function startDovecot(): Promise<MailServer> {
  await installed('dovecot', 'dovecot-core dovecot-imapd dovecot-pop3d')
  const folder = await temporaryFolder()
  const [imap, pop3] = [await freePort(), await freePort()]
  // It serves no mail of root's.
  const ordinary = await ordinaryUser()
  const [uid, gid] = [ordinary?.uid ?? process.getuid?.() ?? 0, ordinary?.gid ?? process.getgid?.() ?? 0]
  await mkdir(folder.path('mail'))
  await chown(folder.path('mail'), uid, gid)
  await chmod(folder.path(), 0o755)
  await writeFile(folder.path('dovecot.conf'), configuration({ base: folder.path(), imap, pop3, uid, gid }))
  const child = spawn('dovecot', ['-F', '-c', folder.path('dovecot.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const end = once(child, 'close')
  for (const begun = Date.now(); !(await answers(imap)); await sleep(50))
    if (child.exitCode !== null || Date.now() - begun > START_TIMEOUT_MS) throw new Error(`Dovecot does not start: ${errors}`)
  return {
    name: 'Dovecot',
    imap: { host: '127.0.0.1', port: imap },
    pop3: { host: '127.0.0.1', port: pop3 },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await end
      await folder[Symbol.asyncDispose]()
    },
  }
}

interface Where {
  base: string
  imap: number
  pop3: number
  uid: number
  gid: number
}

/** Mail is kept with CRLF, so that octets are the same as ours. */
function configuration({ base, imap, pop3, uid, gid }: Where): string {
  return `
protocols = imap pop3
listen = 127.0.0.1
base_dir = ${base}/run
state_dir = ${base}/state
log_path = ${base}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_chars =
mail_location = maildir:${base}/mail/%u:LAYOUT=fs
mail_home = ${base}/mail/%u
mail_save_crlf = yes
mail_uid = ${uid}
mail_gid = ${gid}
first_valid_uid = 1
first_valid_gid = 1
${process.getuid?.() === 0 ? '' : `default_internal_user = ${userInfo().username}\ndefault_login_user = ${userInfo().username}`}
mail_max_userip_connections = 1000
pop3_uidl_format = %08Xu%08Xv
namespace inbox {
  inbox = yes
  separator = /
}
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${base}/mail/%u
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = ${pop3}
  }
  inet_listener pop3s {
    port = 0
  }
}
service stats {
  chroot =
}
`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (!address || typeof address === 'string') throw new Error('No port is free')
  return address.port
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const end = (isUp: boolean) => {
      socket.destroy()
      resolve(isUp)
    }
    socket
      .once('data', () => end(true))
      .once('error', () => end(false))
      .once('close', () => end(false))
  })
}

/** The files for CI of docs/ci-testing.md: what of them can run outside of GitHub and GitLab runs. */
import { readdir, readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { send } from '../harness/http.ts'
import { createProject, examples, type Project } from './project.ts'

const Variables = z.record(z.string(), z.string())
const Step = z.strictObject({
  name: z.string().optional(),
  if: z.literal('failure()').optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
const Workflow = z.strictObject({
  on: z.array(z.string()),
  jobs: z.strictObject({
    test: z.strictObject({
      'runs-on': z.literal('ubuntu-latest'),
      services: z
        .strictObject({
          mailmitt: z.strictObject({
            image: z.string(),
            command: z.string(),
            env: Variables,
            ports: z.array(z.string()),
            options: z.string(),
          }),
        })
        .optional(),
      steps: z.array(Step),
    }),
  }),
})
const Pipeline = z.strictObject({
  test: z.strictObject({
    image: z.string(),
    services: z.tuple([
      z.strictObject({ name: z.string(), alias: z.string(), command: z.array(z.string()), variables: Variables }),
    ]),
    variables: Variables,
    script: z.array(z.string()),
    after_script: z.array(z.string()),
    artifacts: z.strictObject({ when: z.literal('on_failure'), paths: z.array(z.string()) }),
  }),
})

/** Of a Mailmitt that runs, for its other commands. */
const Note = z.object({ http: z.object({ port: z.number() }) })

function read<T>(name: string, schema: z.ZodType<T>): T {
  return schema.parse(parse(examples.get(name) ?? ''))
}

function stepOf({ steps }: { steps: z.infer<typeof Step>[] }, name: string): string {
  return steps.find((step) => step.name === name)?.run ?? expect.fail(`there is no step ${name}`)
}

/** What a step leaves running when it ends. Its ports are free ones. */
async function start(
  project: Project,
  step: string,
  addresses: Record<string, string>,
): Promise<AsyncDisposable & { port: string }> {
  const free = Object.entries(addresses).map(([name, address]) => [name, address.replace(/\d+$/, '0')])
  const { code, ended } = await project.start(step, { ...Object.fromEntries(free), MAILMITT_DATABASE: ':memory:' })
  expect(code).toBe(0)
  const folder = project.path(`mailmitt-${userInfo().uid}`)
  const [note = ''] = await readdir(folder)
  const { http } = Note.parse(JSON.parse(await readFile(join(folder, note), 'utf8')))
  return {
    port: String(http.port),
    async [Symbol.asyncDispose]() {
      process.kill(Number.parseInt(note, 10))
      await ended
    },
  }
}

const LOOPBACK = { MAILMITT_SMTP: '127.0.0.1:1025', MAILMITT_HTTP: '127.0.0.1:8025' }
const SEND = 'mailmitt send --from a@x.test --to ann@x.test --subject Kept'
const KEPT = { code: 0, output: expect.stringContaining('Kept') }

test('GitHub Actions: Mailmitt is ready when its step ends, runs on, and its mail can be kept', { timeout: 60_000 }, async () => {
  const { test: job } = read('.github/workflows/test.yml', Workflow).jobs
  await using project = await createProject([])
  await using _ = await start(project, stepOf(job, 'Start Mailmitt'), LOOPBACK)
  expect(await project.run(`${SEND} && ${stepOf(job, 'Keep the mail')} && cat mails.html`)).toMatchObject(KEPT)
})

test('GitHub Actions: a service listens at its ports, and its health is that of Mailmitt', { timeout: 60_000 }, async () => {
  const { services, ...job } = read('.github/workflows/test-with-service.yml', Workflow).jobs.test
  const { command, env, ports, options } = services?.mailmitt ?? expect.fail('there is no service')
  expect(Object.values(env).map((address) => address.replace(/.*:(\d+)$/, '$1:$1'))).toEqual(ports)
  const [, health = '', others = ''] = /^--health-cmd "([^"]*)" (.*)$/.exec(options) ?? []
  expect(others).toMatch(/^--health-interval \d+s --health-retries \d+$/)

  await using project = await createProject([])
  await using service = await start(project, `${command} & mailmitt health --wait 30s`, env)
  const at = (port: string, step: string) => step.replace(':8025', `:${port}`)
  expect(await project.run(at('1', health))).toMatchObject({ code: 1 })
  expect(await project.run(at(service.port, health))).toMatchObject({ code: 0 })
  expect(await project.run(`${SEND} && ${stepOf(job, 'Keep the mail')} && cat mails.html`)).toMatchObject(KEPT)
})

test('GitLab CI: a service is reached by its alias, at the ports that the job is told', { timeout: 60_000 }, async () => {
  const { services, variables, after_script: after } = read('.gitlab-ci.yml', Pipeline).test
  const [{ alias, command, variables: env }] = services
  const { HEALTHCHECK_TCP_PORT: healthPort, ...addresses } = env
  const { SMTP_HOST: smtpHost, SMTP_PORT: smtpPort, MAILMITT_URL: url } = variables
  expect(addresses).toEqual({ MAILMITT_SMTP: `0.0.0.0:${smtpPort}`, MAILMITT_HTTP: `0.0.0.0:${healthPort}` })
  expect([smtpHost, url]).toEqual([alias, `http://${alias}:${healthPort}`])

  await using project = await createProject([])
  await using service = await start(project, `${command.join(' ')} & mailmitt health --wait 30s`, addresses)
  const base = `http://127.0.0.1:${service.port}`
  const byAlias = await send(`${base}/api/cursor`, { headers: { host: `${alias}:${healthPort}` } })
  expect(byAlias.status).toBe(200)
  expect(await project.run(`${SEND} && ${after.join(' && ')} && cat mails.html`, { MAILMITT_URL: base })).toMatchObject(KEPT)
})

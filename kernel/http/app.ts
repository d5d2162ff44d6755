import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import multipart from '@fastify/multipart'
import staticFiles from '@fastify/static'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { collectDefaultMetrics, Histogram, Registry as Metrics } from 'prom-client'
import { notFound } from '../errors.ts'
import { fileRoutes } from '../files/routes.ts'
import { sql } from '../store/sql.ts'
import { type ApiRoute, mount } from './api.ts'
import { authPlugin, mustHaveSecondFactor } from './auth/index.ts'
import { auditRoute, builtinRoutes } from './builtinRoutes.ts'
import { coreRoutes } from './coreRoutes.ts'
import { docsPage } from './docs.ts'
import type { House } from './house.ts'
import { answerError, problemBody } from './problems.ts'
import { recordRoutes } from './recordRoutes.ts'
import { componentSchemas } from './schemas.ts'
import { transferRoutes } from './transferRoutes.ts'

export interface AppOptions {
  /** Routes that modules and the application add. */
  routes?: ApiRoute[]
  /** Folder of the built web app. */
  web?: string
  version: string
  logLevel?: string
  /** Believe X-Forwarded-* from a proxy in front. */
  trustProxy?: boolean
}

const CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  "form-action 'self'",
].join('; ')

function securityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'same-origin')
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', CSP)
  })
}

async function documented(app: FastifyInstance, house: House, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '杏林 Xinglin',
        version,
        description: 'CRM of a pharmaceutical company. Errors are problem+json with a stable `code`.',
      },
      servers: [{ url: '/' }],
      components: {
        schemas: componentSchemas(house.registry) as never,
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'xinglin.session_token' },
          key: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { key: [] }],
    },
    hideUntagged: false,
  })
  // A route that is not described does not exist: the start fails rather than the documentation.
  app.addHook('onRoute', (route) => {
    const own = route.url.startsWith('/api/') && !(route.config as { undocumented?: boolean } | undefined)?.undocumented
    if (own && !(route.schema as { summary?: string } | undefined)?.summary)
      throw new Error(`route ${String(route.method)} ${route.url} is not documented`)
  })
}

function operations(app: FastifyInstance, house: House): void {
  const metrics = new Metrics()
  collectDefaultMetrics({ register: metrics })
  const seconds = new Histogram({
    name: 'http_request_seconds',
    help: 'Time to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers: [metrics],
  })
  app.addHook('onResponse', async (request, reply) => {
    seconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    )
  })
  const hidden = { schema: { hide: true } as never }
  app.get('/health', hidden, async () => ({ status: 'ok' }))
  app.get('/ready', hidden, async (_request, reply) => {
    try {
      await house.db.query(sql`select 1 as one`)
      if (house.ready()) return { status: 'ready' }
    } catch {
      // not ready
    }
    return reply.code(503).send({ status: 'starting' })
  })
  app.get('/metrics', hidden, async (request, reply) => {
    // Figures of the house are for the machine it stands on, or for who holds the token.
    const token = process.env.XINGLIN_METRICS_TOKEN
    const allowed = token
      ? request.headers.authorization === `Bearer ${token}`
      : ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip)
    if (!allowed) return reply.code(404).send()
    return reply.type(metrics.contentType).send(await metrics.metrics())
  })
}

async function webApp(app: FastifyInstance, folder: string | undefined): Promise<void> {
  const index = folder && join(folder, 'index.html')
  if (folder && index && existsSync(index))
    await app.register(staticFiles, {
      root: folder,
      wildcard: false,
      index: false,
      setHeaders: (reply, path) =>
        void reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    })
  app.setNotFoundHandler((request, reply) => {
    const page =
      request.method === 'GET' &&
      !/^\/api\/|\.\w+$/.test(request.url.split('?')[0]!) &&
      /text\/html|\*\/\*/.test(request.headers.accept ?? '*/*')
    if (page && folder && index && existsSync(index))
      return reply.header('cache-control', 'no-cache').sendFile('index.html', folder)
    return reply
      .code(404)
      .type('application/problem+json')
      .send(JSON.stringify(problemBody(notFound(), request)))
  })
}

/** Puts the whole server together: login, routes of every declared object, documents, operations, the web app. */
export async function buildApp(house: House, options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger:
      options.logLevel === 'silent'
        ? false
        : { level: options.logLevel ?? 'info', redact: ['req.headers.authorization', 'req.headers.cookie'] },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: options.trustProxy ?? false,
    bodyLimit: 2 * 1024 * 1024,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200 },
    // What is refused before a route is found is refused in the same words.
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply)
    },
  })
  // Input is judged by the declarations themselves, with codes and both languages; schemas only document.
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (data) => (typeof data === 'string' ? data : JSON.stringify(data)))
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply))
  securityHeaders(app)
  await app.register(multipart, { limits: { fileSize: 200 * 1024 * 1024, files: 1, fields: 20 } })
  await documented(app, house, options.version)
  authPlugin(app, {
    auth: house.auth,
    authenticator: house.authenticator,
    mustHaveSecondFactor: (who) => mustHaveSecondFactor(house, who),
    onEvent: (event) => house.log.info('login', { ...event }),
  })
  for (const route of [...coreRoutes(), auditRoute]) mount(app, house, route)
  for (const route of options.routes ?? []) mount(app, house, route)
  for (const route of [...transferRoutes([...house.registry.objects.values()]), ...fileRoutes]) mount(app, house, route)
  for (const object of house.registry.objects.values())
    for (const route of [...recordRoutes(object, house.registry.commandsOf(object.name)), ...builtinRoutes(object)])
      mount(app, house, route)
  operations(app, house)
  docsPage(app)
  await webApp(app, options.web)
  await app.ready()
  return app
}

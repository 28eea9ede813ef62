/**
 * Writes an app of each server and framework, as users get it: `npx ts-node --project test/tsconfig.json
 * test/support/render-apps.ts FOLDER [NAME...]`. Linters and the tests of the runtime module work on these.
 */
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEFAULT, repositoryOf } from './render-cases';
import type { App, Repository } from '../../src/config/model';
import type { AppOptions } from '../../src/config/options';
import { renderAppFiles } from '../../src/render/app-files';

/** What an app is served by, by the name of its folder. */
export const VARIANTS: Readonly<Record<string, Pick<App, 'server' | 'framework' | 'interface'>>> = {
  granian: { server: 'granian', framework: 'flask', interface: 'wsgi' },
  gunicorn: { server: 'gunicorn', framework: 'flask', interface: 'wsgi' },
  asgi: { server: 'granian', framework: 'starlette', interface: 'asgi' },
  fastapi: { server: 'granian', framework: 'fastapi', interface: 'asgi' },
  django: { server: 'granian', framework: 'django', interface: 'wsgi' },
};

/** An app that differs from the others only in its locks. */
export const LOCKED: typeof VARIANTS = {
  'django-gunicorn': { server: 'gunicorn', framework: 'django', interface: 'wsgi' },
};

/** Apps that send traces, of each server and framework that begins spans in its own way. */
const TRACED: typeof VARIANTS = {
  traced: { server: 'gunicorn', framework: 'flask', interface: 'wsgi' },
  'traced-django': { server: 'granian', framework: 'django', interface: 'wsgi' },
  'traced-fastapi': { server: 'granian', framework: 'fastapi', interface: 'asgi' },
};

/** Apps with their own code, which is in `test/fixtures/own-code`: not made with create_app. */
const OWN_CODE: Readonly<Record<string, AppOptions>> = {
  'own-wsgi': {
    callable: 'shop.wsgi:application',
    server: 'gunicorn',
    metrics: { enabled: false },
    workloads: {
      web: {
        probes: { startup: { path: '/up' }, liveness: { path: '/healthz/' }, readiness: { path: '/readyz/' } },
      },
    },
  },
  'own-asgi': {
    callable: 'shop.asgi:application',
    interface: 'asgi',
    metrics: { path: '/internal/metrics' },
    workloads: {
      web: { probes: { startup: { enabled: false }, liveness: { path: '/alive' }, readiness: { enabled: false } } },
    },
  },
  // The platform tests cannot start its server, so they are skipped.
  'own-command': {
    callable: 'shop.missing:application',
    workloads: { web: { type: 'service', command: ['shop-server', '--port', '$(PORT)'] } },
  },
};

/** Writes the app of a variant into a separate folder. */
export function writeVariant(name: string, folder: string): void {
  const tracing = name in TRACED ? { otlpEndpoint: 'http://collector.observability.svc:4318' } : undefined;
  const repository = repositoryOf({ ...DEFAULT, defaults: { tracing } });
  const variant = { ...VARIANTS, ...LOCKED, ...TRACED }[name];
  write(repository, { ...repository.apps[0], ...variant, name: 'example-app' }, folder);
}

/** Writes an app with its own code. */
export function writeOwnCode(name: string, folder: string): void {
  const repository = repositoryOf({ ...DEFAULT, apps: { 'example-app': OWN_CODE[name] } });
  write(repository, repository.apps[0], folder);
  cpSync(join(__dirname, '../fixtures/own-code'), folder, { recursive: true });
}

function write(repository: Repository, app: App, folder: string): void {
  for (const file of renderAppFiles(repository, app)) {
    const path = join(folder, file.path.replace('apps/example-app/', ''));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.content);
    if (file.executable) chmodSync(path, 0o755);
  }
}

if (require.main === module) {
  const [folder, ...names] = process.argv.slice(2);
  if (!folder) throw new Error('usage: render-apps.ts FOLDER [NAME...]');
  const isWanted = (name: string): boolean => names.length === 0 || names.includes(name);
  for (const name of Object.keys({ ...VARIANTS, ...TRACED }).filter(isWanted)) writeVariant(name, join(folder, name));
  for (const name of names.filter((one) => one in LOCKED)) writeVariant(name, join(folder, name));
  for (const name of Object.keys(OWN_CODE).filter(isWanted)) writeOwnCode(name, join(folder, name));
}

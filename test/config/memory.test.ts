import { tightMemory } from '../../src/config/memory';
import type { AppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';
import { formatTightMemory } from '../../src/project/synthesis/tight-memory';

const FASTAPI = ['fastapi', 'psycopg', 'sqlalchemy', 'starlette'];

/** What is printed about an app with these options and locked packages. */
function warnings(own: AppOptions, packages: readonly string[] = []): string[] {
  const { apps } = resolve({ name: 'shop', apps: { shop: own } });
  return formatTightMemory(tightMemory(apps[0], new Set(packages))).slice(2);
}

/** Memory in the first, second, and last environment. */
function memory(own: AppOptions): unknown[] {
  const { apps } = resolve({ name: 'shop', apps: { shop: own } });
  return apps[0].environments.map(({ pods }) => Object.values(pods)[0].memory);
}

test('the default is 64Mi for a WSGI app in the first environment, and 128Mi for an ASGI app', () => {
  expect(memory({})).toEqual(['64Mi', '128Mi', '256Mi']);
  expect(memory({ interface: 'asgi' })).toEqual(['128Mi', '128Mi', '256Mi']);
  expect(memory({ interface: 'asgi', memory: '64Mi' })).toEqual(['64Mi', '64Mi', '64Mi']);
});

test.each([
  ['the Flask starter', {}, ['flask', 'granian']],
  ['the Starlette starter', { interface: 'asgi', memory: '64Mi' }, ['starlette', 'granian']],
  ['FastAPI with a database', { interface: 'asgi' }, FASTAPI],
  ['Django with enough', { memory: '96Mi' }, ['django']],
  ['a worker', { workloads: { mailer: { command: ['mailer'] } } }, ['sqlalchemy', 'psycopg']],
])('%s fits', (_what, own, packages) => {
  expect(warnings(own, packages)).toEqual([]);
});

test.each([
  [
    'FastAPI with a database',
    { interface: 'asgi', memory: '64Mi' },
    FASTAPI,
    "web of apps/shop has 64Mi in dev, staging, prod, and needs about 75Mi with fastapi, psycopg, sqlalchemy: set memory: '96Mi'",
  ],
  ['Django', {}, ['django'], "web of apps/shop has 64Mi in dev, and needs about 66Mi with django: set memory: '96Mi'"],
  [
    'pandas, which brings numpy',
    {},
    ['flask', 'numpy', 'pandas'],
    "web of apps/shop has 64Mi in dev, and needs about 85Mi with numpy, pandas: set memory: '96Mi'",
  ],
  [
    'a job with scikit-learn',
    { workloads: { train: { type: 'job', command: ['train'] } } },
    ['numpy', 'scikit-learn'],
    "train of apps/shop has 64Mi in dev, and needs about 110Mi with numpy, scikit-learn: set memory: '128Mi'",
  ],
  [
    'two processes',
    { server: 'gunicorn', env: { WEB_CONCURRENCY: '2', PROMETHEUS_MULTIPROC_DIR: '/tmp/metrics' } },
    [],
    "web of apps/shop has 64Mi in dev, and needs about 69Mi: set memory: '96Mi'",
  ],
  [
    'files in memory',
    { workloads: { web: { volumes: { fast: { mountPath: '/fast', medium: 'Memory', size: '16Mi' } } } } },
    [],
    "web of apps/shop has 64Mi in dev, and needs about 70Mi: set memory: '96Mi'",
  ],
])('%s does not fit', (_what, own, packages, line) => {
  expect(warnings(own, packages)).toEqual([`  ${line}`]);
});

test('a limit above the request counts', () => {
  expect(warnings({ memoryLimit: '256Mi' }, ['django'])).toEqual([]);
});

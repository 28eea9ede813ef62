import { pinsOf } from '../../src/common/requirements-file';
import type { Framework } from '../../src/config/frameworks';
import { STARTER_PACKAGES } from '../../src/config/frameworks';
import { heavyPackages, memoryReasons, tightMemory } from '../../src/config/memory';
import type { App } from '../../src/config/model';
import type { AppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';
import { readTemplate } from '../../src/files/tree/templates';
import { formatTightMemory } from '../../src/project/synthesis/tight-memory';

const FASTAPI = ['fastapi', 'psycopg', 'sqlalchemy', 'starlette'];

function shop(own: AppOptions, packages: readonly string[]): App {
  return resolve({ name: 'shop', apps: { shop: own } }, () => new Set(['granian', ...packages])).apps[0];
}

/** What is printed about an app with these options and locked packages. */
function warnings(own: AppOptions, packages: readonly string[] = []): string[] {
  return formatTightMemory(tightMemory(shop(own, packages))).slice(2);
}

/** Memory in the base, and in the first, second, and last environment. */
function memory(own: AppOptions, packages: readonly string[] = []): unknown[] {
  const { base, environments } = shop(own, packages);
  return [base, ...environments].map(({ pods }) => Object.values(pods)[0].memory);
}

const WEB_CONCURRENCY = { WEB_CONCURRENCY: '2', PROMETHEUS_MULTIPROC_DIR: '/tmp/metrics' };

/** The `web` workload with files in memory. */
function withFiles(size: string): AppOptions {
  return { workloads: { web: { volumes: { fast: { mountPath: '/fast', medium: 'Memory', size } } } } };
}

test.each<[string, AppOptions, readonly string[], readonly [dev: string, staging: string, prod: string]]>([
  ['WSGI', {}, [], ['64Mi', '128Mi', '256Mi']],
  ['ASGI', { interface: 'asgi' }, [], ['128Mi', '128Mi', '256Mi']],
  ['FastAPI with a database', { interface: 'asgi' }, FASTAPI, ['128Mi', '128Mi', '256Mi']],
  ['FastAPI with pandas', { interface: 'asgi' }, [...FASTAPI, 'numpy', 'pandas'], ['128Mi', '128Mi', '256Mi']],
  ['Flask with a database', {}, ['flask', 'sqlalchemy', 'psycopg'], ['96Mi', '128Mi', '256Mi']],
  ['Flask with psycopg2-binary', {}, ['psycopg2-binary', 'sqlalchemy'], ['96Mi', '128Mi', '256Mi']],
  ['Django', {}, ['django'], ['96Mi', '128Mi', '256Mi']],
  ['OpenAI', {}, ['openai', 'httpx', 'pydantic'], ['96Mi', '128Mi', '256Mi']],
  ['LangChain with Anthropic', { interface: 'asgi' }, ['anthropic', 'langchain-core'], ['128Mi', '128Mi', '256Mi']],
  ['a small package', {}, ['numpy'], ['64Mi', '128Mi', '256Mi']],
  ['scikit-learn', {}, ['numpy', 'scikit-learn', 'scipy'], ['192Mi', '192Mi', '256Mi']],
  [
    'the whole of data science',
    {},
    ['matplotlib', 'numpy', 'pandas', 'polars', 'pyarrow', 'scikit-learn', 'scipy'],
    ['384Mi', '384Mi', '384Mi'],
  ],
  [
    'a worker',
    { workloads: { mailer: { command: ['mailer'] } } },
    ['sqlalchemy', 'psycopg'],
    ['64Mi', '128Mi', '256Mi'],
  ],
  ['two processes', { server: 'gunicorn', env: WEB_CONCURRENCY }, [], ['96Mi', '128Mi', '256Mi']],
  ['files in memory', withFiles('100Mi'), [], ['192Mi', '192Mi', '256Mi']],
  ['many files in memory', withFiles('2Gi'), [], ['2560Mi', '2560Mi', '2560Mi']],
])('the default of %s fits', (_what, own, packages, sizes) => {
  expect(memory(own, packages)).toEqual([sizes[0], ...sizes]);
  expect(warnings(own, packages)).toEqual([]);
});

test('a default never depends on the lock if memory is set, at any level', () => {
  expect(memory({ memory: '64Mi' }, ['pandas'])).toEqual(['64Mi', '64Mi', '64Mi', '64Mi']);
  expect(memory({ environments: { dev: { memory: '80Mi' } } }, ['pandas'])).toEqual(['96Mi', '80Mi', '128Mi', '256Mi']);
});

test.each([
  ['72Mi', ['72Mi', '72Mi', '128Mi', '256Mi']],
  ['64Mi', ['64Mi', '64Mi', '128Mi', '256Mi']],
  ['1Gi', ['96Mi', '96Mi', '128Mi', '256Mi']],
])('a lock does not raise the request above a limit of %s', (memoryLimit, sizes) => {
  expect(memory({ memoryLimit }, ['pandas'])).toEqual(sizes);
});

test.each([
  ['a WSGI app', {}, [], []],
  ['an ASGI app', { interface: 'asgi' }, [], ["interface 'asgi'"]],
  ['packages', {}, ['pandas', 'numpy'], ['numpy, pandas in apps/shop/src/requirements.txt']],
  ['processes', { env: WEB_CONCURRENCY }, [], ['WEB_CONCURRENCY']],
  ['files', withFiles('100Mi'), [], ['volumes in memory']],
])('the reasons of %s', (_what, own, packages, reasons) => {
  expect(memoryReasons(shop(own, packages), 'web')).toEqual(reasons);
});

test.each<[Framework, string]>([
  ['flask', 'app'],
  ['flask', 'app/variants/gunicorn'],
  ['starlette', 'app/variants/asgi'],
  ['fastapi', 'app/variants/fastapi'],
  ['django', 'app/variants/django'],
  ['django', 'app/variants/django-gunicorn'],
])('the default memory of %s counts the packages of the starter lock of %s before it exists', (framework, folder) => {
  // Otherwise the first synth, which writes the lock, and the next one would differ.
  const names = pinsOf(readTemplate(`${folder}/src/requirements.txt`)).map(({ name }) => name);
  expect(names).toContain('prometheus-client');
  expect(heavyPackages(new Set(names))).toEqual(STARTER_PACKAGES[framework]);
});

test.each([
  ['the Flask starter', { memory: '64Mi' }, ['flask', 'granian']],
  ['the Starlette starter', { interface: 'asgi', memory: '64Mi' }, ['starlette', 'granian']],
  ['Django with enough', { memory: '96Mi' }, ['django']],
  ['a limit above the request', { memory: '64Mi', memoryLimit: '256Mi' }, ['django']],
  ['a worker', { memory: '64Mi', workloads: { mailer: { command: ['mailer'] } } }, ['sqlalchemy', 'psycopg']],
])('%s fits the memory that is set', (_what, own, packages) => {
  expect(warnings(own, packages)).toEqual([]);
});

test.each([
  [
    'FastAPI with a database',
    { interface: 'asgi', memory: '64Mi' },
    FASTAPI,
    "web of apps/shop has 64Mi in dev, staging, prod, and needs about 75Mi with fastapi, psycopg, sqlalchemy: set memory: '96Mi'",
  ],
  [
    'Django in one environment',
    { environments: { dev: { memory: '64Mi' } } },
    ['django'],
    "web of apps/shop has 64Mi in dev, and needs about 66Mi with django: set memory: '96Mi'",
  ],
  [
    'pandas, which brings numpy',
    { memory: '64Mi' },
    ['flask', 'numpy', 'pandas'],
    "web of apps/shop has 64Mi in dev, staging, prod, and needs about 85Mi with numpy, pandas: set memory: '96Mi'",
  ],
  [
    'a limit',
    { memoryLimit: '64Mi', environments: { staging: { memory: '64Mi' }, prod: { memory: '64Mi' } } },
    ['polars'],
    "web of apps/shop has 64Mi in dev, staging, prod, and needs about 70Mi with polars: set memory: '96Mi'",
  ],
  [
    'a job with scikit-learn',
    { memory: '64Mi', workloads: { train: { type: 'job', command: ['train'] } } },
    ['numpy', 'scikit-learn', 'scipy'],
    "train of apps/shop has 64Mi in dev, staging, prod, and needs about 117Mi with numpy, scikit-learn, scipy: set memory: '192Mi'",
  ],
  [
    'two processes',
    { memory: '64Mi', server: 'gunicorn', env: WEB_CONCURRENCY },
    [],
    "web of apps/shop has 64Mi in dev, staging, prod, and needs about 69Mi: set memory: '96Mi'",
  ],
  [
    'files in memory',
    { ...withFiles('16Mi'), memory: '64Mi' },
    [],
    "web of apps/shop has 64Mi in dev, staging, prod, and needs about 70Mi: set memory: '96Mi'",
  ],
])('%s does not fit the memory that is set', (_what, own, packages, line) => {
  expect(warnings(own as AppOptions, packages)).toEqual([`  ${line}`]);
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';
import type { Background } from '../support/background';
import { background, freePorts, waitFor } from '../support/background';
import type { Recipe, RecipeBlock } from '../support/recipes';
import { applyFile, mergeOptions, optionsOf, recipesOf } from '../support/recipes';

jest.setTimeout(900_000);
/** Servers that run; a test that fails does not stop its own. */
const servers = new Set<Background>();
afterAll(async () => {
  await Promise.all([...servers].map((server) => server.stop()));
  support.cleanUp();
});

/** Recipes that are not run here, because this machine lacks what they are about. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'Another Python': 'python.test.ts and the tests of scripts/setup.sh run with several versions',
  'Private package index': 'its address is an example; python.test.ts installs from two indexes',
};

let folder: string;
let app: string;
/** What the commands of a recipe printed, by its title. */
const printed = new Map<string, string>();

const bash = (script: string, env: NodeJS.ProcessEnv = {}): string =>
  support.run('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, env }).all;

/** Follows each recipe from top to bottom, as a person would, and synthesizes once at the end. */
beforeAll(() => {
  folder = support.repository();
  app = join(folder, 'apps', 'shop');
  let options: unknown = {
    name: 'shop',
    repoUrl: 'https://github.com/acme/shop',
    registry: 'docker.io/acme',
    // The Python of this machine: other locks lack packages that only it needs.
    pythonVersion: '3.11',
    environments: { dev: {}, staging: {}, prod: {} },
    apps: { shop: {} },
  };
  const follow = ({ title }: Recipe, { language, ...block }: RecipeBlock): void => {
    if (language === 'ts') {
      options = mergeOptions(options, optionsOf({ language, ...block }));
      const json = JSON.stringify(options, undefined, 2);
      const text = `import { PythonGitOpsApp } from '@org/python-gitops-app';\n\nnew PythonGitOpsApp(${json}).synth();\n`;
      writeFileSync(join(folder, '.projenrc.ts'), text);
    } else if (language === 'bash changes') {
      printed.set(title, (printed.get(title) ?? '') + bash(block.text));
    } else if (!language.startsWith('bash')) {
      applyFile(folder, { language, ...block });
    }
  };
  const recipes = recipesOf(readFileSync(join(folder, 'docs', 'RECIPES.md'), 'utf8'));
  for (const recipe of recipes.filter(({ title }) => !(title in NOT_RUN))) {
    for (const block of recipe.blocks) follow(recipe, block);
  }
  support.synth(folder);
});

test('make check passes with all recipes', () => {
  const { all } = support.run('make', ['check'], { cwd: folder, expect: null });
  expect(all.match(/^.*(?:error|warning|failed|Error).*$/gm)).toBeNull();
  expect(all.match(/Success: no issues found/g)).toHaveLength(3);
});

test.each([
  ['api', ['/orders/7', '/docs', '/health', '/metrics']],
  ['site', ['/orders/7', '/admin/login/', '/health', '/metrics']],
])('make run serves %s, with its routes and those of the platform', async (name, paths) => {
  const [port] = await freePorts(1);
  const server = background('make', ['run', `APP=${name}`, `PORT=${port}`], join(support.makeFolder('log'), 'server'), {
    cwd: folder,
    env: support.cleanEnvironment(support.packageManagers()),
    group: true,
  });
  servers.add(server);
  const answer = async (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);
  await waitFor(async () => (await answer('/health')).ok, { what: `${name} serves`, seconds: 60, program: server });
  expect(await (await answer(paths[0])).json()).toEqual({ number: 7 });
  for (const path of paths) expect([path, (await answer(path)).status]).toEqual([path, 200]);
  expect(await server.stop('SIGINT')).not.toBe('SIGKILL');
});

test('migrations create the tables, and run twice like a job that is retried', () => {
  expect(printed.get('PostgreSQL with migrations')).toMatch(/Running upgrade {2}-> \w+, create orders/);
  const again = bash('cd apps/shop/src && ../.venv/bin/alembic upgrade head && ../.venv/bin/alembic current');
  expect(again).not.toContain('Running upgrade');
  expect(again).toMatch(/^\w+ \(head\)$/m);
  const store =
    'import sqlite3; print([row[1] for row in sqlite3.connect("db.sqlite3").execute("pragma table_info(orders)")])';
  expect(support.run('.venv/bin/python', ['-c', store], { cwd: app }).stdout).toBe("['id', 'item']\n");
});

test('a worker does what the service queued', async () => {
  const [port] = await freePorts(1);
  const log = (name: string): string => join(support.makeFolder('log'), name);
  const server = background(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', ''],
    log('redis'),
    {
      cwd: support.makeFolder('redis'),
      env: support.cleanEnvironment(),
    },
  );
  servers.add(server);
  await waitFor(() => server.output().includes('Ready to accept connections'), {
    what: 'Redis',
    seconds: 30,
    program: server,
  });
  const env = { REDIS_URL: `redis://127.0.0.1:${port}` };
  const queue = 'from tasks import queue, send_receipt; queue.enqueue(send_receipt, 7)';
  bash(`cd apps/shop/src && ../.venv/bin/python -c '${queue}'`, env);
  const worker = background('make', ['dev', 'APP=shop', 'WORKLOAD=worker'], log('worker'), {
    cwd: folder,
    env: support.cleanEnvironment({ ...support.packageManagers(), ...env }),
    group: true,
  });
  servers.add(worker);
  const isDone = (): boolean => worker.output().includes('Job OK');
  await waitFor(isDone, { what: 'the work is done', seconds: 60, program: worker });
  expect(worker.output()).toContain('Listening on default');
  expect(await worker.stop('SIGINT')).not.toBe('SIGKILL');
});

test('a cron job runs once, and a secret has the value of the environment', () => {
  expect(printed.get('Cron job')).toContain('cleaned up');
  const show = "cd apps/shop/src && ../.venv/bin/python -c 'from payments import headers; print(headers())'";
  expect(bash(show)).toBe("{'Authorization': 'Bearer development'}\n");
  expect(bash(show, { PAYMENT_TOKEN: 'sandbox' })).toBe("{'Authorization': 'Bearer sandbox'}\n");
});

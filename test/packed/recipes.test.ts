import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';
import { cached } from '../support/api-server';
import type { Background } from '../support/background';
import { background, freePorts, waitFor } from '../support/background';
import { PrivateIndex } from '../support/private-index';
import type { Recipe, RecipeBlock } from '../support/recipes';
import { applyFile, mergeOptions, optionsOf, recipesOf } from '../support/recipes';

jest.setTimeout(900_000);
/** Servers that run; a test that fails does not stop its own. */
const servers = new Set<Background>();
const index = new PrivateIndex();
afterAll(async () => {
  await Promise.all([...servers].map((server) => server.stop()));
  await index.stop();
  support.cleanUp();
});

/** Its recipe is the last one here: from then on, packages come from nowhere else. */
const PRIVATE_INDEX = 'Private package index';

/** The Python of the machine, of the recipe, and of the image that scripts/base-image.sh builds, which stands in for it. */
const PYTHON = { machine: '3.11', recipe: '3.14', other: '3.13' };

let folder: string;
let app: string;
/** For the PATH: the other Python. */
let bin: string;
let recipes: Recipe[];
/** What the commands of a recipe printed, by its title. */
const printed = new Map<string, string>();

const bash = (script: string, env: NodeJS.ProcessEnv = {}, expected: number | null = 0): support.Result =>
  support.run('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: { PATH: bin, ...env },
    expect: expected,
  });

function inBackground(command: string, env: NodeJS.ProcessEnv = {}): Background {
  const program = background('bash', ['-c', `exec ${command}`], join(support.makeFolder('log'), 'output'), {
    cwd: folder,
    env: support.environment({ PATH: bin, ...env }),
    group: true,
  });
  servers.add(program);
  return program;
}

/** The command that starts a server or worker, as a recipe shows it. */
const serverOf = (title: string): string =>
  recipes
    .find((one) => one.title === title)
    ?.blocks.find(({ language }) => language === 'bash server')
    ?.text.trim() ?? '';

/** Follows each recipe from top to bottom, as a person would, and synthesizes once at the end. */
beforeAll(async () => {
  folder = support.repository();
  app = join(folder, 'apps', 'shop');
  const other = support.makeFolder('python');
  const image = cached('base-image/image.tar', 'scripts/tools.sh');
  support.run('python3', [join(__dirname, '../support/python-of-image.py'), image, other], { cwd: other });
  bin = `${join(other, 'usr/bin')}:${process.env.PATH}`;
  const address = await index.address();
  let options: unknown = {
    name: 'shop',
    repoUrl: 'https://github.com/acme/shop',
    registry: 'docker.io/acme',
    pythonVersion: PYTHON.machine,
    environments: { dev: {}, staging: {}, prod: {} },
    apps: { shop: {} },
  };
  const follow = ({ title }: Recipe, { language, ...block }: RecipeBlock): void => {
    if (language === 'ts') {
      const text = block.text
        .replace('https://pypi.example.org', address)
        .replace(`pythonVersion: '${PYTHON.recipe}'`, `pythonVersion: '${PYTHON.other}'`);
      options = mergeOptions(options, optionsOf({ language, ...block, text }));
      const json = JSON.stringify(options, undefined, 2);
      const rc = `import { PythonGitOpsApp } from '@org/python-gitops-app';\n\nnew PythonGitOpsApp(${json}).synth();\n`;
      writeFileSync(join(folder, '.projenrc.ts'), rc);
    } else if (language === 'bash changes') {
      const env = title === PRIVATE_INDEX ? index.machine() : {};
      printed.set(title, (printed.get(title) ?? '') + bash(block.text, env).all);
    } else if (!language.startsWith('bash')) {
      applyFile(folder, { language, ...block });
    }
  };
  recipes = recipesOf(readFileSync(join(folder, 'docs', 'RECIPES.md'), 'utf8'));
  const followAll = (chosen: readonly Recipe[]): void => {
    for (const recipe of chosen) for (const block of recipe.blocks) follow(recipe, block);
  };
  followAll(recipes.filter(({ title }) => title !== PRIVATE_INDEX));
  // The index is that of all apps: it has the packages of one, and the others are installed by now.
  bash('make setup APP=api');
  index.fill(join(app, 'test/requirements-test.txt'), PYTHON.other);
  followAll(recipes.filter(({ title }) => title === PRIVATE_INDEX));
  support.synth(folder);
});

test('a private index serves every package to a machine that has the login', () => {
  rmSync(join(app, '.venv'), { recursive: true });
  bash('make setup APP=shop', index.machine());
  const served = index.served().flatMap((path) => /([^/-]+-[^/-]+)-[^/]*\.whl$/.exec(path)?.[1] ?? []);
  const installed = readdirSync(join(app, '.venv/site-packages')).filter((name) => name.endsWith('.dist-info'));
  expect(served).toEqual(expect.arrayContaining(installed.map((name) => name.replace('.dist-info', ''))));
  const { all } = bash('make lock APP=shop', index.machine({ hasLogin: false }), 2);
  expect(all).toMatch(
    /^hint: An index URL \(https:\S+\/simple\) could not be queried due to a lack of valid authentication credentials/m,
  );
});

test('another Python runs the app, and synth shows what to change in your files', () => {
  expect(support.run('.venv/bin/python', ['--version'], { cwd: app, env: { PATH: bin } }).stdout).toMatch(
    new RegExp(`^Python ${PYTHON.other}\\.`),
  );
  const read = (path: string): string => readFileSync(join(app, path), 'utf8');
  expect(read('Dockerfile').match(/^FROM .*python:\d+\.\d+/gm)).toEqual(
    Array(2).fill(`FROM docker.io/library/python:${PYTHON.other}`),
  );
  expect(printed.get('Another Python')).toContain(`pythonVersion is now ${PYTHON.other}, was ${PYTHON.machine}\n`);
});

test('make check passes with all recipes', () => {
  const { all } = bash('make check', {}, null);
  expect(all.match(/^.*(?:error|warning|failed|Error).*$/gm)).toBeNull();
  expect(all.match(/Success: no issues found/g)).toHaveLength(3);
});

test.each([
  ['FastAPI', serverOf, ['/orders/7', '/docs', '/health', '/metrics'], { number: 7 }],
  ['Django', serverOf, ['/orders/7', '/admin/login/', '/health', '/metrics'], { number: 7 }],
  ['all others', () => 'make run APP=shop', ['/', '/health', '/metrics'], { app: 'shop' }],
])('the app of %s serves its routes and those of the platform', async (recipe, command, paths, content) => {
  const [port] = await freePorts(1);
  const server = inBackground(`${command(recipe)} PORT=${port}`);
  const answer = async (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);
  await waitFor(async () => (await answer('/health')).ok, {
    what: `the app of ${recipe} serves`,
    seconds: 60,
    program: server,
  });
  expect(await (await answer(paths[0])).json()).toMatchObject(content);
  for (const path of paths) expect([path, (await answer(path)).status]).toEqual([path, 200]);
  expect(await server.stop('SIGINT')).not.toBe('SIGKILL');
});

test('migrations create the tables, and run twice like a job that is retried', () => {
  expect(printed.get('PostgreSQL with migrations')).toMatch(/Running upgrade {2}-> \w+, create orders/);
  const again = bash('make dev APP=shop WORKLOAD=migrate && cd apps/shop/src && ../.venv/bin/alembic current').all;
  expect(again).not.toContain('Running upgrade');
  expect(again).toMatch(/^\w+ \(head\)$/m);
  const store =
    'import sqlite3; print([row[1] for row in sqlite3.connect("db.sqlite3").execute("pragma table_info(orders)")])';
  expect(support.run('.venv/bin/python', ['-c', store], { cwd: app }).stdout).toBe("['id', 'item']\n");
});

test('a worker does what the service queued', async () => {
  const [port] = await freePorts(1);
  const redis = inBackground(`redis-server --port ${port} --bind 127.0.0.1 --save ''`);
  await waitFor(() => redis.output().includes('Ready to accept connections'), {
    what: 'Redis',
    seconds: 30,
    program: redis,
  });
  const env = { REDIS_URL: `redis://127.0.0.1:${port}` };
  const queue = 'from tasks import queue, send_receipt; queue.enqueue(send_receipt, 7)';
  bash(`cd apps/shop/src && ../.venv/bin/python -c '${queue}'`, env);
  const worker = inBackground(serverOf('Worker with a queue'), env);
  const isDone = (): boolean => worker.output().includes('Job OK');
  await waitFor(isDone, { what: 'the work is done', seconds: 60, program: worker });
  expect(worker.output()).toContain('Listening on default');
  expect(await worker.stop('SIGINT')).not.toBe('SIGKILL');
});

test('a cron job runs once, and a secret has the value of the environment', () => {
  expect(printed.get('Cron job')).toContain('cleaned up');
  const show = "cd apps/shop/src && ../.venv/bin/python -c 'from payments import headers; print(headers())'";
  expect(bash(show).stdout).toBe("{'Authorization': 'Bearer development'}\n");
  expect(bash(show, { PAYMENT_TOKEN: 'sandbox' }).stdout).toBe("{'Authorization': 'Bearer sandbox'}\n");
});

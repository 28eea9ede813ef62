import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';
import { Session } from './terminal';
import { freePorts } from '../support/background';
import { makeCertificate } from '../support/certificate';

/*
 * The day of a Python developer at a terminal. It prints the seconds of each step; as other tests run at the same time, none
 * is checked here.
 */

jest.setTimeout(600_000);

let folder: string;
let session: Session;
let port: number;
/** src/server.py as it was created. */
let starter: string | undefined;
const times: string[] = [];

beforeAll(async () => {
  folder = support.makeFolder('shop');
  session = new Session(folder);
  [port] = await freePorts(1);
  await session.ready();
});

afterAll(async () => {
  await session.close();
  process.stderr.write(`seconds of a day: ${times.join(', ')}\n`);
  support.cleanUp();
});

async function timed<T>(what: string, body: () => Promise<T>): Promise<T> {
  const began = Date.now();
  const result = await body();
  times.push(`${what} ${((Date.now() - began) / 1000).toFixed(1)}`);
  return result;
}

const inApp = (...path: string[]): string => join(folder, 'apps', 'shop', ...path);

/** Saves src/server.py with a route /day, whose function has this body. */
function saveRoute(body: string): void {
  const path = inApp('src', 'server.py');
  starter ??= readFileSync(path, 'utf8');
  const route = `@app.get("/day")\ndef day() -> str:\n    """Show a word."""\n    ${body}\n\n\n`;
  const code = starter.replace(/^(?=# Add routes above)/m, route);
  writeFileSync(path, code.replace(/^(?=from gitops_runtime)/m, 'import os\n\n'));
}

async function day(): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/day`);
  return response.ok ? response.text() : `status ${response.status}`;
}

/** Waits for an answer of the route: while the server restarts, there is none. */
async function answers(expected: string): Promise<void> {
  const limit = Date.now() + 20_000;
  let last = '';
  while (last !== expected) {
    if (Date.now() > limit) throw new Error(`/day answers ${last}, not ${expected}`);
    last = await day().catch(String);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Asks again and again until a debugger stops the answer; returns the last request, which waits. */
async function asked(stopped: Promise<unknown>): Promise<() => Promise<string>> {
  for (;;) {
    const answer = day().catch(String);
    const isStopped = await Promise.race([stopped.then(() => true), answer.then(() => false)]);
    if (isStopped) return () => answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('new, and the first tests', async () => {
  const flags = support.EVERYTHING_SET.join(' ');
  const from = `@org/python-gitops-app@file:${support.tarball()}`;
  const shown = await timed('new', () => session.run(`${support.PROJEN} new --from '${from}' ${flags}`));
  expect(shown).toContain('Next: make dev');
  expect(await timed('first make test', () => session.run('make test'))).toMatch(/2 passed[^]*1\d passed/);
});

test('dev: edit, reload, a mistake, and a breakpoint', async () => {
  session.type(`make dev PORT=${port}\n`);
  await timed('dev', () => session.until(new RegExp(`http://127\\.0\\.0\\.1:${port}`)));
  await answers('status 404');
  saveRoute('return "one"');
  await timed('reload', () => answers('one'));
  saveRoute('return one two');
  const traceback = await session.until(/SyntaxError: .*\n/);
  expect(traceback).toContain('src/server.py');
  saveRoute('return "two"');
  await answers('two');
  saveRoute('word = "three"\n    breakpoint()\n    return word');
  const answer = await asked(session.until(/\(Pdb\) /));
  session.type('word = "four"\n');
  await session.until(/\(Pdb\) /);
  session.type('continue\n');
  expect(await answer()).toBe('four');
  session.type('\u0003');
  await session.ready();
});

test('a package, and a test that uses it', async () => {
  saveRoute('return os.environ.get("API_KEY", "none")');
  writeFileSync(
    inApp('test', 'test_slug.py'),
    '"""Use a package."""\n\nfrom slugify import slugify\n\n\ndef test_slug() -> None:\n    """Make a slug."""\n    assert slugify("A b") == "a-b"\n',
  );
  const add = 'echo python-slugify >>apps/shop/src/requirements.in && make lock && make test ARGS="-k slug --quiet"';
  expect(await timed('add a package, and test', () => session.run(add))).toMatch(/^1 passed/m);
});

test('a secret, in development and sealed', async () => {
  support.edit(join(folder, '.projenrc.ts'), 'shop: {', "shop: {\n      secrets: ['API_KEY'],");
  await timed('npx projen', () => session.run('npx projen'));
  expect(readFileSync(inApp('.env.example'), 'utf8')).toContain('API_KEY=');
  writeFileSync(inApp('.env'), 'API_KEY=local\n');
  session.type(`make dev PORT=${port}\n`);
  await answers('local');
  session.type('\u0003');
  await session.ready();
  mkdirSync(join(folder, 'sealed-secrets'));
  writeFileSync(join(folder, 'sealed-secrets', 'dev.pem'), makeCertificate().certificate);
  session.type('make seal APP=shop ENV=dev KEY=API_KEY\n');
  await session.until(/not shown/);
  session.type('typed\n');
  const shown = await session.until(/Sealed API_KEY of shop for dev\./);
  expect(shown).not.toContain('typed');
  await session.ready();
});

test('make check passes, and shows what is missing for a release', async () => {
  const shown = await timed('make check', () => session.run('make format check'));
  expect(shown).toMatch(/3 passed/);
  expect(shown).toMatch(/^ok +argo\/root-app /m);
  expect(shown).toMatch(/API_KEY/);
});

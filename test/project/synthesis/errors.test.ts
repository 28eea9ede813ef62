/**
 * An error at any step of rendering leaves the repository as it was. Each function of the renderers that a synth comes to
 * throws once, in a repository with work to do and a hand edit to save.
 */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { contents, SHOP, synthIn, temporaryFolder, writeFiles } from '../../support/repository';

jest.setTimeout(240_000);

const SRC = join(__dirname, '../../../src');
const NEXT = { ...SHOP, apps: { storefront: { port: 8080 }, added: { server: 'gunicorn' as const } } };

type Functions = Record<string, (...args: never[]) => unknown>;

/**
 * What runs when everything of the library is written: components that a user added, which are outside its guarantee, and
 * the report.
 */
const LAST = ['markWritten', 'synthesizeForeign', 'conflictLine'];

/** Every exported function of the rendering folders. */
function steps(): [name: string, module: Functions, key: string][] {
  const files = ['config', 'releases/files', 'render', 'files/tree', 'project/projen'].flatMap((folder) =>
    readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(folder, path)),
  );
  return files.flatMap((path) => {
    const module = jest.requireActual<Functions>(join(SRC, path));
    return (
      Object.keys(module)
        // A re-exported function is tested in its own module.
        .filter((key) => typeof Object.getOwnPropertyDescriptor(module, key)?.value === 'function')
        .filter((key) => !LAST.includes(key) && !/^class /.test(String(module[key])))
        .map((key): [string, Functions, string] => [`${path}: ${key}`, module, key])
    );
  });
}

function copyOf(pristine: string): string {
  const folder = temporaryFolder();
  cpSync(pristine, folder, { recursive: true });
  return folder;
}

/** The functions that a synth of this folder calls. */
function reachedBy(folder: string): ReturnType<typeof steps> {
  const spied = steps().map((step) => ({ step, spy: jest.spyOn(step[1], step[2]) }));
  synthIn(folder, NEXT);
  const reached = spied.filter(({ spy }) => spy.mock.calls.length > 0).map(({ step }) => step);
  for (const { spy } of spied) spy.mockRestore();
  return reached;
}

test('an error in any rendering function changes nothing', () => {
  const pristine = temporaryFolder();
  synthIn(pristine, SHOP);
  writeFiles(pristine, { Makefile: 'mine:\n' });
  const before = contents(pristine);
  let folder = copyOf(pristine);
  const failed: string[] = [];
  const wrong: unknown[] = [];
  for (const [name, module, key] of reachedBy(copyOf(pristine))) {
    const spy = jest.spyOn(module, key).mockImplementation(() => {
      throw new Error(`injected into ${name}`);
    });
    let message = '';
    try {
      synthIn(folder, NEXT);
    } catch (error) {
      ({ message } = error as Error);
    }
    const isCalled = spy.mock.calls.length > 0;
    spy.mockRestore();
    if (!isCalled) {
      // Its result is kept for later runs of this process, so everything was done.
      folder = copyOf(pristine);
      continue;
    }
    failed.push(name);
    const after = contents(folder);
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (path) => before.get(path) !== after.get(path),
    );
    if (changed.length > 0 || !message.includes('injected')) {
      wrong.push({ name, message, changed });
      folder = copyOf(pristine);
    }
  }
  expect(wrong).toEqual([]);
  expect(failed.length).toBeGreaterThan(60);
});

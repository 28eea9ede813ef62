import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';

jest.setTimeout(600_000);
afterAll(support.cleanUp);

/** The lower end of the range of projen that the library declares, as a version. */
function oldest(): string {
  const path = join(__dirname, '..', '..', 'package.json');
  const { peerDependencies } = JSON.parse(readFileSync(path, 'utf8')) as { peerDependencies: Record<string, string> };
  const [, version] = /^>=(\d+\.\d+\.\d+) /.exec(peerDependencies.projen) as RegExpExecArray;
  return version;
}

/** Dies at one of its writes; the number of the write is given with KILL_AT. */
const KILL_AT = join(__dirname, '..', 'support', 'kill-at.js');

describe.each([oldest(), 'latest'])('with projen %s', (version) => {
  let folder: string;

  beforeAll(() => {
    folder = support.repository();
    support.run('npm', ['install', '--no-audit', '--no-fund', '--save-exact', `projen@${version}`], { cwd: folder });
    support.synth(folder);
    support.git(folder, 'add', '--all');
    support.git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'another projen');
  });

  const drift = (): { clean: boolean; files: { path: string; state: string }[] } =>
    JSON.parse(support.gitops(folder, ['drift', '--json'], { expect: null }).stdout) as ReturnType<typeof drift>;

  const installed = (): string =>
    (JSON.parse(readFileSync(join(folder, 'node_modules/projen/package.json'), 'utf8')) as { version: string }).version;

  test('it is the one that is installed, and the tree is clean', () => {
    if (version !== 'latest') expect(installed()).toBe(version);
    expect(drift()).toMatchObject({ clean: true, files: [] });
  });

  test('a hand edit is found, healed, saved, and restored byte for byte', () => {
    const makefile = join(folder, 'Makefile');
    const edit = `${readFileSync(makefile, 'utf8')}mine:\n`;
    writeFileSync(makefile, edit);
    expect(drift().files).toMatchObject([{ path: 'Makefile', state: 'edited' }]);
    const lines = support.synth(folder).stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^To bring it back: npx python-gitops restore \S+$/);
    expect(drift().clean).toBe(true);
    support.gitops(folder, ['restore']);
    expect(readFileSync(makefile, 'utf8')).toBe(edit);
    support.git(folder, 'checkout', '--', 'Makefile');
  });

  test('after a kill in the middle of its writes, the next npx projen ends what it began', () => {
    const before = support.readTree(folder);
    support.edit(join(folder, '.projenrc.ts'), "name: 'shop',", "name: 'shop',\n  pythonVersion: '3.12',");
    const env = { KILL_AT: '12', KILL_LOG: join(support.makeFolder('log'), 'log'), PROJEN_DISABLE_POST: 'true' };
    const command = join(folder, 'node_modules/@org/python-gitops-app/bin/python-gitops.js');
    const killed = support.run(process.execPath, ['--require', KILL_AT, command, 'synth'], {
      cwd: folder,
      env,
      expect: null,
    });
    expect(killed.status).toBeNull();
    expect(drift().clean).toBe(false);
    support.synth(folder);
    expect(drift().clean).toBe(true);
    const changed = support.changedPaths(before, support.readTree(folder));
    expect(changed).toContain('apps/shop/Dockerfile');
    expect(changed.filter((path) => path.startsWith('.python-gitops/') || path.endsWith('.tmp'))).toEqual([]);
  });
});

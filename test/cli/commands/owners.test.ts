import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runOwners } from '../../../src/cli/commands/owners/run';
import type { Answer } from '../../support/command';
import { answer, repositoryWith } from '../../support/command';
import { contents, differences, git, pathsBelow, withoutPrograms, writeFiles } from '../../support/repository';

interface Row {
  readonly path: string;
  readonly owner: string;
  readonly option: string | null;
}

let folder: string;

beforeAll(() => {
  folder = repositoryWith();
  git(folder, 'init', '--quiet');
  writeFiles(folder, { 'apps/storefront/src/mine.py': '', 'notes/todo.txt': '', '.env': 'SECRET=1' });
});

function ask(path?: string, cwd = folder): Promise<Answer> {
  return answer(() => runOwners(cwd, path, {}));
}

async function rows(path?: string, cwd = folder): Promise<Row[]> {
  const { code, stdout } = await answer(() => runOwners(cwd, path, { json: true }));
  expect(code).toBe(0);
  return JSON.parse(stdout) as Row[];
}

describe('one path', () => {
  test('of a generated file: owner, option, and what to change instead', async () => {
    expect(await ask('apps/storefront/Dockerfile')).toEqual({
      code: 0,
      stdout:
        'apps/storefront/Dockerfile\n' +
        '  owner    generated: written by every npx projen; an edit is overwritten\n' +
        '  option   apps.storefront\n' +
        '  instead  Set baseImage, packageIndex, or extraPackageIndexes, or port, systemPackages, sourcePackages, or buildSecrets of the app. Add Python packages to src/requirements.in.\n',
      stderr: '',
    });
  });

  test.each([
    ['README.md', 'starter', 'name'],
    ['apps/storefront/src/server.py', 'starter', 'apps.storefront'],
    ['apps/storefront/argo/release/kustomization.yaml', 'release', 'apps.storefront'],
    ['apps/storefront/k8s/overlays/prod/release/kustomization.yaml', 'release', 'apps.storefront.environments.prod'],
    ['apps/storefront/k8s/overlays/prod/kustomization.yaml', 'generated', 'apps.storefront.environments.prod'],
    ['package.json', 'generated', 'devDeps'],
    ['apps/storefront/.generated.sha256', 'generated', 'apps.storefront'],
    ['.projenrc.ts', 'yours', null],
    ['apps/storefront/src/mine.py', 'yours', null],
  ])('%s belongs to %s, by %s', async (path, owner, option) => {
    expect(await rows(path)).toEqual([{ path, owner, option }]);
  });

  test('of the user has no option and nothing to change instead', async () => {
    expect((await ask('notes/todo.txt')).stdout).toBe(
      'notes/todo.txt\n  owner    yours: never written by npx projen\n',
    );
  });

  test('is taken from the folder where the command runs, and may be absolute', async () => {
    const expected = [{ path: 'apps/storefront/Makefile', owner: 'generated', option: 'apps.storefront' }];
    expect(await rows('Makefile', join(folder, 'apps/storefront'))).toEqual(expected);
    expect(await rows('../../Makefile', join(folder, 'apps/storefront'))).toMatchObject([{ path: 'Makefile' }]);
    expect(await rows(join(folder, 'apps/storefront/Makefile'))).toEqual(expected);
    expect(await rows('./apps//storefront/Makefile')).toEqual(expected);
  });

  test.each(['..', '../other/file', '/etc/passwd'])('%s is refused: it is not in this repository', async (path) => {
    const { code, stdout, stderr } = await ask(path);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`${path} is not in this repository (${folder})\n`);
  });

  test.each([
    ['Dockerfile', 'apps/storefront/Dockerfile'],
    ['storefront/Makefile', 'apps/storefront/Makefile'],
    ['apps/storefront/Dockerfil', 'apps/storefront/Dockerfile'],
    ['.projenrc.js', '.projenrc.ts'],
    ['config.yaml', undefined],
    ['apps/checkout/src/server.py', undefined],
  ])('that does not exist is an error, with the nearest path: %s', async (path, nearest) => {
    const hint = nearest === undefined ? 'make owners lists all files' : `did you mean ${nearest}?`;
    const expected = { code: 2, stdout: '', stderr: `no file ${path} in this repository: ${hint}\n` };
    expect(await ask(path)).toEqual(expected);
  });

  test('whose name begins with two dots is in the repository', async () => {
    writeFiles(folder, { '..notes': '' });
    expect(await rows('..notes')).toEqual([{ path: '..notes', owner: 'yours', option: null }]);
    rmSync(join(folder, '..notes'));
  });
});

describe('a folder', () => {
  test('is answered with everything below it, of the user as well', async () => {
    const below = await rows('apps/storefront/src');
    expect(below.map(({ path, owner }) => `${path} ${owner}`)).toEqual([
      'apps/storefront/src/gitops_runtime/__init__.py generated',
      'apps/storefront/src/gitops_runtime/__main__.py generated',
      'apps/storefront/src/gitops_runtime/admission.py generated',
      'apps/storefront/src/gitops_runtime/application.py generated',
      'apps/storefront/src/gitops_runtime/choices.py generated',
      'apps/storefront/src/gitops_runtime/development.py generated',
      'apps/storefront/src/gitops_runtime/flask_app.py generated',
      'apps/storefront/src/gitops_runtime/front.py generated',
      'apps/storefront/src/gitops_runtime/granian_server.py generated',
      'apps/storefront/src/gitops_runtime/logs.py generated',
      'apps/storefront/src/gitops_runtime/metrics.py generated',
      'apps/storefront/src/gitops_runtime/proxies.py generated',
      'apps/storefront/src/gitops_runtime/py.typed generated',
      'apps/storefront/src/gitops_runtime/requirements.in generated',
      'apps/storefront/src/gitops_runtime/serving.py generated',
      'apps/storefront/src/gitops_runtime/settings.py generated',
      'apps/storefront/src/mine.py yours',
      'apps/storefront/src/requirements.in starter',
      'apps/storefront/src/requirements.txt starter',
      'apps/storefront/src/server.py starter',
    ]);
    expect(await rows('apps/storefront/src/')).toEqual(below);
  });

  test('does not take a neighbour along whose name begins alike', async () => {
    const paths = (await rows('apps/storefront/src')).map(({ path }) => path);
    expect(paths.filter((path) => !path.startsWith('apps/storefront/src/'))).toEqual([]);
    expect((await ask('apps/store')).stderr).toContain('no file apps/store in this repository');
  });
});

describe('the whole table', () => {
  test('has every file that git would have, each once and sorted; what git ignores is left out', async () => {
    const all = await rows();
    const expected = pathsBelow(folder).filter((path) => path !== '.env');
    expect(all.map(({ path }) => path)).toEqual(expected.sort((a, b) => (a < b ? -1 : 1)));
    expect(all.filter(({ owner }) => owner === 'yours').map(({ path }) => path)).toEqual([
      '.projenrc.ts',
      'apps/storefront/src/mine.py',
      'notes/todo.txt',
    ]);
  });

  test('is the same for the root folder, by any name', async () => {
    const all = await rows();
    expect(await rows('.')).toEqual(all);
    expect(await rows('../..', join(folder, 'apps/storefront'))).toEqual(all);
  });

  test('has nothing but path, owner and option in its JSON, and an option wherever something is generated', async () => {
    for (const row of await rows()) {
      expect(Object.keys(row)).toEqual(['path', 'owner', 'option']);
      expect([row.path, row.option === null]).toEqual([row.path, row.owner === 'yours']);
    }
  });

  test('reads as a table, with a headline and aligned columns', async () => {
    const [head, ...lines] = (await ask()).stdout.trimEnd().split('\n');
    const column = head.indexOf('OWNER');
    expect(head).toMatch(/^PATH +OWNER +OPTION$/);
    for (const line of lines) expect(line.slice(column)).toMatch(/^(generated {2}|starter {4}|release {4}|yours$)/);
    expect(lines).toHaveLength((await rows()).length);
  });

  test('has what the library knows and .projenrc.ts where there is no git', async () => {
    const { stdout } = await answer(() => withoutPrograms(() => runOwners(folder, undefined, { json: true })));
    const all = JSON.parse(stdout) as Row[];
    expect(all.filter(({ owner }) => owner === 'yours').map(({ path }) => path)).toEqual(['.projenrc.ts']);
    expect(all.length).toBeGreaterThan(50);
  });
});

test('asking changes nothing', async () => {
  const before = contents(folder);
  await ask();
  expect(differences(before, contents(folder))).toEqual([]);
});

describe('escape hatches', () => {
  const options = {
    name: 'shop',
    apps: { storefront: { patches: [{ kind: 'Deployment', merge: { spec: { minReadySeconds: 7 } } }] } },
    takeOver: ['apps/storefront/Dockerfile'],
  };
  const special = repositoryWith(options);

  test('are listed below the table', async () => {
    const { stdout } = await answer(() => runOwners(special, undefined, {}));
    expect(stdout).toContain('\n\nEscape hatches:\n  patches   apps.storefront.patches[0]\n  takeOver  takeOver[0]\n');
    expect((await ask()).stdout).not.toContain('Escape hatches');
  });

  test('are named with the file that they change', async () => {
    const path = 'apps/storefront/k8s/base/deployment.yaml';
    expect((await answer(() => runOwners(special, path, {}))).stdout).toContain(
      '\n  changed  by apps.storefront.patches[0]\n',
    );
    const { stdout } = await answer(() => runOwners(special, path, { json: true }));
    expect(JSON.parse(stdout)).toMatchObject([{ path, changedBy: ['apps.storefront.patches[0]'] }]);
  });

  test('make a file that was taken over yours', async () => {
    const { stdout } = await answer(() => runOwners(special, 'apps/storefront/Dockerfile', {}));
    expect(stdout).toContain('  owner    starter: written once, then yours\n  option   takeOver[0]\n');
  });
});

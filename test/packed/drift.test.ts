/**
 * The check in repositories that people, bots and CI worked in: their files are never drift, for any user. The states
 * of what is drift have their mutation test with the unit tests.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseEverywhere, repositoryWith } from './released';
import * as support from './support';

jest.setTimeout(600_000);
afterAll(support.cleanUp);

const OPTIONS = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',
  apps: { web: {}, api: { server: 'gunicorn' as const }, jobs: { port: 8080 } },
};

let folder: string;

beforeAll(() => {
  folder = repositoryWith(OPTIONS);
});

interface Report {
  readonly clean: boolean;
  readonly files: readonly { readonly path: string; readonly state: string; readonly heal: string }[];
  readonly notChecked: readonly object[];
}

function drift(cwd: string): Report {
  return JSON.parse(support.gitops(cwd, ['drift', '--json'], { expect: null }).stdout) as Report;
}

const CLEAN = { schemaVersion: 1, clean: true, files: [], notChecked: [] };

/** A fresh clone, with the packages of the original. */
function clone(flags: readonly string[] = []): string {
  const copy = support.makeFolder('clone');
  support.run('git', ['clone', '--quiet', ...flags, `file://${folder}`, '.'], { cwd: copy });
  support.copyPackages(folder, copy);
  return copy;
}

function quickCheck(cwd: string): void {
  expect(support.run('scripts/check-generated.sh', [], { cwd })).toMatchObject({ stdout: '', stderr: '' });
}

describe('no false alarm', () => {
  test('in the repository as it was written, and in a fresh clone', () => {
    for (const where of [folder, clone()]) {
      expect(drift(where)).toEqual(CLEAN);
      quickCheck(where);
    }
  });

  test('where CI released to every environment; a shallow clone reports what it could not check', () => {
    releaseEverywhere(folder);
    expect(drift(folder)).toEqual(CLEAN);
    quickCheck(folder);
    // What is pinned is an earlier commit than the last one.
    const shallow = drift(clone(['--depth', '1']));
    expect(shallow).toMatchObject({ clean: true, files: [] });
    expect(shallow.notChecked.length).toBeGreaterThan(0);
    for (const entry of shallow.notChecked) {
      expect(entry).toEqual({
        path: expect.stringMatching(/^apps\/\w+\/argo\/release\/kustomization\.yaml$/) as string,
        reason: 'this clone is shallow and lacks the pinned revision: run git fetch --unshallow',
      });
    }
  });

  test('where bots bumped what is theirs: npm packages, Python packages', () => {
    const copy = clone();
    support.run('npm', ['install', '--no-audit', '--no-fund', '--save-dev', 'typescript@5.8.3'], { cwd: copy });
    expect(support.git(copy, 'status', '--porcelain').split('\n').sort().join()).toBe(
      ', M package-lock.json, M package.json',
    );
    for (const app of Object.keys(OPTIONS.apps)) {
      support.edit(join(copy, `apps/${app}/src/requirements.txt`), 'blinker==1.', 'blinker==9.1.');
    }
    expect(drift(copy)).toEqual(CLEAN);
    quickCheck(copy);
  });

  test('where people edited everything that is theirs, and added more', () => {
    const copy = clone();
    const rows = JSON.parse(support.gitops(copy, ['owners', '--json']).stdout) as { path: string; owner: string }[];
    const theirs = rows.filter(({ path, owner }) => ['starter', 'yours'].includes(owner) && !path.endsWith('.json'));
    expect(theirs.length).toBeGreaterThan(30);
    for (const { path } of theirs) appendFileSync(join(copy, path), path.endsWith('.ts') ? '// mine\n' : '# mine\n');
    const added = ['local.mk', 'apps/web/src/shop/__init__.py', 'apps/web/k8s/extra/mine.yaml', 'docs/OWN.md'];
    for (const path of added) {
      support.run('mkdir', ['-p', join(copy, path, '..')], { cwd: copy });
      writeFileSync(join(copy, path), '# mine\n');
    }
    expect(drift(copy)).toEqual(CLEAN);
    quickCheck(copy);
  });
});

test('what a component of the user’s own writes drifts like any generated file', () => {
  const copy = clone();
  const rc = join(copy, '.projenrc.ts');
  support.edit(rc, 'project.synth();', "new TextFile(project, 'own.txt', { lines: ['own'] });\nproject.synth();");
  writeFileSync(rc, `import { TextFile } from 'projen';\n${readFileSync(rc, 'utf8')}`);
  support.synth(copy);
  expect(readFileSync(join(copy, 'own.txt'), 'utf8')).toContain('own');
  chmodSync(join(copy, 'own.txt'), 0o644);
  writeFileSync(join(copy, 'own.txt'), 'mine\n');
  const { clean, files, notChecked } = drift(copy);
  expect([clean, files.map(({ path, state }) => [path, state]), notChecked]).toEqual([
    false,
    [['own.txt', 'edited']],
    [],
  ]);
});

describe('a normal user', () => {
  const NOBODY = 65534;
  const isRoot = process.getuid?.() === 0;
  let copy: string;

  beforeAll(() => {
    copy = clone();
    if (isRoot) support.run('chown', ['-R', `${NOBODY}:${NOBODY}`, join(copy, '..')], { cwd: copy });
  });

  /** Root may read everything, so it becomes another user; everyone else is a normal user already. */
  function driftAsUser(): Report {
    const command = join(copy, 'node_modules/@org/python-gitops-app/bin/python-gitops.js');
    const { stdout, stderr, error } = spawnSync(process.execPath, [command, 'drift', '--json'], {
      cwd: copy,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: support.cleanEnvironment({ HOME: copy }),
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    if (error) throw error;
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Report;
  }

  test('gets the same answer', () => {
    expect(driftAsUser()).toEqual(CLEAN);
  });

  test('is told of what may not be read, of links in the place of files and folders, and of nothing twice', () => {
    const at = (path: string): string => join(copy, path);
    const outside = join(support.makeFolder('outside'), 'base');
    renameSync(at('apps/web/k8s/base'), outside);
    symlinkSync(outside, at('apps/web/k8s/base'));
    renameSync(at('AGENTS.md'), at('AGENTS.txt'));
    symlinkSync('AGENTS.txt', at('AGENTS.md'));
    chmodSync(at('Makefile'), 0);
    const { clean, files } = driftAsUser();
    expect(clean).toBe(false);
    expect(files.map(({ path, state }) => `${state} ${path}`)).toEqual([
      'wrong-type AGENTS.md',
      'unreadable Makefile',
      'wrong-type apps/web/k8s/base',
    ]);
    chmodSync(at('Makefile'), 0o644);
    expect(readFileSync(join(outside, 'service.yaml'), 'utf8')).toContain('kind: Service');
  });
});

import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';

jest.setTimeout(300_000);
afterAll(support.cleanUp);

const { git, makeFolder, projenNew, readTree, synth } = support;

/** A machine on which git has no name to commit with. */
const NAMELESS = { GIT_AUTHOR_NAME: '', GIT_AUTHOR_EMAIL: '', GIT_COMMITTER_NAME: '', GIT_COMMITTER_EMAIL: '' };

describe('projen new with everything set', () => {
  let folder: string;
  let output: string;
  beforeAll(() => {
    ({ folder, output } = support.created());
  });

  test('ends with what was created, its owners, and one next command', () => {
    const lines = output.trimEnd().split('\n');
    expect(lines.at(-1)).toBe('Next: make dev');
    expect(output).toMatch(/^Created shop: \d+ files\.$/m);
    expect(output).toMatch(/^ {2}yours {6}\.projenrc\.ts/m);
    expect(output).toMatch(/^ {2}generated {2}\d+ files/m);
    expect(output).not.toContain('Not set yet');
  });

  test('writes a .projenrc.ts in which name, repository and registry are frozen', () => {
    const text = readFileSync(join(folder, '.projenrc.ts'), 'utf8');
    expect(text.split('\n').slice(0, 6)).toEqual([
      "import { PythonGitOpsApp } from '@org/python-gitops-app';",
      '',
      'const project = new PythonGitOpsApp({',
      "  name: 'shop',",
      "  repoUrl: 'https://github.com/acme/shop',",
      "  registry: 'docker.io/acme',",
    ]);
    expect(text).toContain("    prod: { gated: true, /* replicas: 3, memory: '256Mi', logLevel: 'WARNING' */ },");
    expect(text).toContain('    shop: {');
  });

  test('leaves a committed tree that npx projen does not change', () => {
    expect(git(folder, 'status', '--porcelain')).toBe('');
    const before = readTree(folder);
    const { stdout } = synth(folder);
    expect(stdout).toContain('nothing to change');
    expect(support.changedPaths(before, readTree(folder))).toEqual([]);
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  test('gives the same bytes after git clone and npm ci, in a folder of another name, with an SSH remote and with none', () => {
    const parent = makeFolder('elsewhere');
    const clone = join(parent, 'another-name');
    git(parent, 'clone', '--quiet', folder, clone);
    // The package was installed from a file next to the repository; a clone finds it at its full path.
    support.nameTarballByPath(clone);
    support.run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: clone });
    const expected = readTree(folder);
    for (const remote of ['git@github.com:someone/else.git', undefined]) {
      git(clone, 'remote', 'remove', 'origin');
      if (remote) git(clone, 'remote', 'add', 'origin', remote);
      synth(clone);
      const differing = support.changedPaths(expected, readTree(clone));
      expect(differing.filter((path) => !['package.json', 'package-lock.json'].includes(path))).toEqual([]);
      if (!remote) git(clone, 'remote', 'add', 'origin', 'https://example.org/again');
    }
  });

  test('gives the same bytes on other versions of Node.js', () => {
    const before = readTree(folder);
    for (const major of [22, 24]) {
      const env = { PATH: support.nodePath(major) };
      const version = support.run('node', ['--version'], { cwd: folder, env }).stdout;
      expect(version).toMatch(new RegExp(`^v${major}\\.`));
      expect(synth(folder, { env }).stdout).toContain('nothing to change');
      expect(support.changedPaths(before, readTree(folder))).toEqual([]);
    }
  });
});

describe('projen new', () => {
  test('prints one screen, takes the nearest name of a folder, and keeps a README', () => {
    const folder = makeFolder('my_app');
    writeFileSync(join(folder, 'README.md'), 'mine\n');
    const { all, stdout } = projenNew(folder, []);
    expect(all.split('\n').length).toBeLessThan(40);
    expect(stdout).toMatch(/^Created my-app: \d+ files\.$/m);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine\n');
  });

  test('reports that git is missing, and creates the rest', () => {
    const bin = makeFolder('bin');
    for (const name of ['node', 'npm', 'sh']) {
      symlinkSync(support.run('which', [name], { cwd: bin }).stdout.trim(), join(bin, name));
    }
    const folder = makeFolder('orders');
    const { stdout } = projenNew(folder, [], { env: { PATH: bin }, expect: 1 });
    expect(stdout).toContain(
      'git is not installed, so there is no repository yet. Install it (https://git-scm.com), then run',
    );
    expect(existsSync(join(folder, 'Makefile'))).toBe(true);
  });
});

describe('projen new without git and without flags', () => {
  let folder: string;
  let output: string;
  beforeAll(() => {
    folder = makeFolder('orders');
    // Without git, nothing needs a name to commit with.
    output = projenNew(folder, ['--no-git'], { env: { ...NAMELESS, HOME: makeFolder('home') } }).stdout;
  });

  test('names what is not set, and what is left out until it is', () => {
    expect(output).toContain('Not set yet in .projenrc.ts:');
    expect(output).toMatch(/^ {2}repoUrl .*not generated until then: pushing images, releases/m);
    expect(output).toMatch(/^ {2}registry .*not generated until then: pushing images/m);
    expect(output.trimEnd().split('\n').at(-1)).toBe('Next: make dev');
  });

  test('renders neither an Application nor a placeholder, and a local image', () => {
    expect(readdirSync(join(folder, 'apps/orders/argo')).sort()).toEqual(['kustomization.yaml', 'release']);
    expect(existsSync(join(folder, 'argo/root-app.yaml'))).toBe(false);
    const deployment = readFileSync(join(folder, 'apps/orders/k8s/base/deployment.yaml'), 'utf8');
    expect(deployment).toContain(`image: localhost/orders@sha256:${'0'.repeat(64)}\n`);
  });

  test('builds and validates, and lists what is not set at the end', () => {
    const { stdout } = support.gitops(folder, ['validate']);
    expect(stdout).toContain('ok    argo/root-app');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^ {2}registry .*not generated until then/);
  });

  test('is not changed by npx projen', () => {
    const before = readTree(folder);
    expect(synth(folder).stdout).toContain('nothing to change');
    expect(support.changedPaths(before, readTree(folder))).toEqual([]);
  });

  test('refuses a release, naming what to set', () => {
    const { stderr } = support.gitops(folder, ['release', 'orders', 'dev', '--image', ':abc'], { expect: 1 });
    expect(stderr).toContain("repoUrl (as in repoUrl: 'https://github.com/acme/shop') and registry");
  });

  test('renders Applications and the new image name once both are set', () => {
    support.edit(
      join(folder, '.projenrc.ts'),
      "name: 'orders',",
      "name: 'orders',\n  repoUrl: 'https://github.com/acme/orders',\n  registry: 'ghcr.io/acme',",
    );
    synth(folder);
    expect(existsSync(join(folder, 'argo/root-app.yaml'))).toBe(true);
    expect(support.gitops(folder, ['validate']).stdout).not.toContain('Not set yet');
    const overlay = support.run(support.kustomize(), ['build', 'apps/orders/k8s/overlays/staging'], { cwd: folder });
    expect(overlay.stdout).toContain('image: ghcr.io/acme/orders:staging-latest\n');
  });
});

describe('projen new in a folder with a git remote', () => {
  test('freezes the address of the remote, without credentials', () => {
    const folder = makeFolder('shop');
    git(folder, 'init', '--quiet');
    git(folder, 'remote', 'add', 'origin', 'https://user:token@github.com/acme/web-shop.git');
    // Flags of the first app aren't options of the project type, so projen must let them pass.
    projenNew(folder, ['--registry', 'docker.io/acme', '--interface', 'asgi', '--port=8080']);
    const text = readFileSync(join(folder, '.projenrc.ts'), 'utf8');
    expect(text).toContain("    shop: {\n      port: 8080,\n      interface: 'asgi',\n");
    expect(readFileSync(join(folder, 'apps/shop/src/server.py'), 'utf8')).toContain('api = FastAPI(title="shop")');
    expect(text).toContain("  repoUrl: 'https://github.com/acme/web-shop',");
    expect([...readTree(folder).values()].filter((content) => content.includes('token@'))).toEqual([]);
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });
});

describe('projen new with bad input', () => {
  test('reports every finding at once, without a stack trace, and writes no file', () => {
    const folder = makeFolder('My Shop');
    const flags = [
      '--name',
      'My Shop',
      '--repo-url',
      'https://me:secret@github.com/a/b',
      '--registry',
      'Acme',
      '--python-version',
      '3.20',
    ];
    const { all, status } = projenNew(folder, [...flags, '--registri', 'x'], { expect: null });
    expect(status).not.toBe(0);
    expect(all).toContain('5 findings, nothing was written:');
    for (const path of ['name', 'repoUrl', 'registry', 'pythonVersion', '--registri']) {
      expect(all).toMatch(new RegExp(`^ {2}${path} {2}\\[`, 'm'));
    }
    expect(all).toContain("use 'my-shop'");
    expect(all).toContain('did you mean --registry?');
    expect(all).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('refuses to create a repository where one is', () => {
    const folder = support.repository();
    const before = readTree(folder);
    const { all, status } = projenNew(folder, ['--name', 'other'], { expect: null });
    expect(status).not.toBe(0);
    expect(all).toContain('run npx projen here instead of projen new');
    expect(support.changedPaths(before, readTree(folder)).filter((path) => path !== 'package.json')).toEqual([]);
  });

  test('reports what to do when git has no name to commit with', () => {
    const folder = makeFolder('shop');
    const { all, status } = projenNew(folder, [], { env: { ...NAMELESS, HOME: folder }, expect: null });
    expect(status).not.toBe(0);
    expect(all).toContain('The first git commit failed');
    expect(all).toContain('git config user.name');
    expect(synth(folder).stdout).toContain('nothing to change');
  });
});

import { chmodSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LIBRARY } from '../../../src/config/library';
import { savedEditName } from '../../../src/files/disk/saved-edits';
import { sha256 } from '../../../src/files/tree/hash-manifest';
import { compiledCommand, installCompiled, rcWith } from '../../support/command';
import {
  commitAll,
  contents,
  differences,
  expectUntouched,
  findingsOf,
  git,
  installLibrary,
  makeProject,
  pathsBelow,
  planIn,
  printed,
  read,
  renderIn,
  SHOP,
  synthesized,
  synthIn,
  temporaryFolder,
  withoutPost,
  writeFiles,
} from '../../support/repository';

const DOCKERFILE = 'apps/storefront/Dockerfile';
const PATCH = /^Saved in (\S+\.patch)$/m;

/** The paths that a synth with these options changes. */
function changes(folder: string, options: object): string[] {
  const before = contents(folder);
  synthIn(folder, options);
  return differences(before, contents(folder));
}

describe('a finding changes nothing', () => {
  test('when an option is wrong', () => {
    const folder = synthesized();
    writeFiles(folder, { [DOCKERFILE]: 'edited\n' });
    expectUntouched(folder, () => {
      expect(findingsOf(() => synthIn(folder, { ...SHOP, registy: 'x' }))).toHaveLength(1);
    });
  });

  test('in an empty folder', () => {
    const folder = temporaryFolder();
    expectUntouched(folder, () => findingsOf(() => synthIn(folder, { name: 'No' })));
  });

  test('when a parent folder is a link', () => {
    const elsewhere = temporaryFolder('elsewhere');
    writeFiles(elsewhere, { 'k8s/mine.yaml': 'mine\n' });
    const folder = synthesized();
    // It is still listed, so it would have to be removed or restored through the link.
    rmSync(join(folder, 'apps/storefront'), { recursive: true });
    symlinkSync(elsewhere, join(folder, 'apps/storefront'));
    expectUntouched(elsewhere, () =>
      expectUntouched(folder, () => {
        const findings = findingsOf(() => synthIn(folder));
        expect(findings.map(({ code, path, got }) => [code, path, got])).toEqual([
          ['unsafe-path', 'apps/storefront', 'a symbolic link'],
        ]);
      }),
    );
  });

  test('when a link replaces a folder of a removed app: nothing is removed through it', () => {
    const elsewhere = temporaryFolder('elsewhere');
    const options = { ...SHOP, apps: { storefront: {}, old: {} } };
    const folder = synthesized(options);
    renameSync(join(folder, 'apps/old'), join(elsewhere, 'old'));
    symlinkSync(join(elsewhere, 'old'), join(folder, 'apps/old'));
    expectUntouched(elsewhere, () => synthIn(folder));
  });

  test('when a folder replaces a file, and a file replaces a folder', () => {
    const folder = synthesized();
    rmSync(join(folder, DOCKERFILE));
    mkdirSync(join(folder, DOCKERFILE, 'deep'), { recursive: true });
    rmSync(join(folder, 'docs'), { recursive: true });
    writeFiles(folder, { docs: 'a file\n' });
    expectUntouched(folder, () => {
      expect(findingsOf(() => synthIn(folder)).map(({ path, got }) => [path, got])).toEqual([
        [DOCKERFILE, 'a folder'],
        ['docs', 'a file'],
      ]);
    });
  });

  test('when package.json is broken', () => {
    const folder = synthesized();
    writeFiles(folder, { 'package.json': '{ "devDependencies": {\n', Makefile: 'edited\n' });
    expectUntouched(folder, () => {
      expect(findingsOf(() => synthIn(folder)).map(({ path }) => path)).toEqual(['package.json']);
    });
  });

  test.each([
    ['conflict markers', '<<<<<<< HEAD\nimages: []\n=======\n>>>>>>> theirs\n'],
    ['an image of another app', 'kind: Component\nimages:\n- name: docker.io/acme/other\n  newTag: abc\n'],
    [
      'more than an image',
      'kind: Component\nimages:\n- name: docker.io/acme/storefront\n  newTag: a\nresources: [x.yaml]\n',
    ],
    ['nothing', ''],
  ])('when a release file holds %s', (_what, text) => {
    const folder = synthesized();
    const path = 'apps/storefront/k8s/overlays/dev/release/kustomization.yaml';
    writeFiles(folder, { [path]: text, Makefile: 'edited\n' });
    expectUntouched(folder, () => {
      expect(findingsOf(() => synthIn(folder)).map(({ code, path: where }) => [code, where])).toEqual([
        ['bad-release-file', path],
      ]);
    });
  });

  test('when the running library is not the locked one', () => {
    const folder = synthesized();
    const declared = { [LIBRARY.name]: '^98.0.0' };
    writeFiles(folder, { 'package-lock.json': JSON.stringify({ packages: { '': { devDependencies: declared } } }) });
    expectUntouched(folder, () => {
      expect(() => synthIn(folder, { ...SHOP, apps: {} })).toThrow(
        /, but package-lock\.json was made for \^98\.0\.0; nothing was rendered\. Run npm install, then npx projen\.$/,
      );
    });
  });
});

describe('a second synth', () => {
  test('writes nothing: no file is planned, created, or touched', () => {
    const folder = synthesized();
    expect(planIn(folder)).toMatchObject({ writes: [], removals: [], findings: [] });
    const ages = (): [string, number, number][] =>
      pathsBelow(folder).map((path) => {
        const { mtimeMs, ino } = statSync(join(folder, path));
        return [path, mtimeMs, ino];
      });
    const before = ages();
    const output = synthIn(folder);
    expect(ages()).toEqual(before);
    expect(output).toBe(`${before.length} files match .projenrc.ts; nothing to change.`);
  });

  test('writes nothing after a clone, where files have other times and modes', () => {
    const folder = synthesized();
    for (const path of pathsBelow(folder)) {
      const isExecutable = statSync(join(folder, path)).mode % 0o200 >= 0o100;
      chmodSync(join(folder, path), isExecutable ? 0o775 : 0o664);
    }
    expect(planIn(folder).writes).toEqual([]);
  });

  test('writes nothing when no option is set, and with many apps and environments', () => {
    const options = {
      name: 'fleet',
      environments: { a: {}, b: { branch: 'next' }, c: {}, d: { gated: true } },
      apps: { one: {}, two: { workloads: { web: {}, admin: { port: 9000 } } }, three: { port: 8080 } },
    };
    const folder = synthesized(options);
    expect(planIn(folder, options).writes).toEqual([]);
  });
});

/** Files that list apps or environments of the repository. */
const LISTS = [
  'renovate.json',
  '.generated.sha256',
  '.github/workflows/app.yml',
  '.github/workflows/release.yml',
  '.github/workflows/main.yml',
  'IMPLEMENTATION_SUMMARY.md',
  'Makefile',
  'ONBOARDING.md',
  'argo/root-app/kustomization.yaml',
  'docs/RELEASING.md',
  'docs/ROLLBACK.md',
  'docs/SEALED_SECRETS.md',
  'docs/TROUBLESHOOTING.md',
];

describe('an app', () => {
  const TWO = { ...SHOP, apps: { storefront: {}, checkout: {} } };

  test('that is added gets its own files, and only changes files that list apps', () => {
    const folder = synthesized();
    const changed = changes(folder, TWO);
    const own = changed.filter((path) => path.startsWith('+'));
    expect(own.filter((path) => !path.startsWith('+apps/checkout/'))).toEqual([]);
    for (const path of ['Dockerfile', 'src/server.py', 'argo/release/kustomization.yaml', '.generated.sha256']) {
      expect(own).toContain(`+apps/checkout/${path}`);
    }
    const others = changed.filter((path) => !path.startsWith('+'));
    expect(others).toContain('argo/root-app/kustomization.yaml');
    expect(others.filter((path) => !LISTS.includes(path))).toEqual([]);
  });

  test('that is removed loses its generated and release files; your files stay', () => {
    const folder = synthesized(TWO);
    writeFiles(folder, { 'apps/checkout/src/mine.py': 'mine\n', 'apps/checkout/k8s/extra/mine.yaml': 'mine\n' });
    const before = contents(folder);
    const changed = changes(folder, SHOP);
    const after = [...contents(folder).keys()].filter((path) => path.startsWith('apps/checkout'));
    // Starter files and your files, and no empty folder.
    expect(after.filter((path) => !path.endsWith('/'))).toEqual([
      'apps/checkout/k8s/extra/mine.yaml',
      'apps/checkout/k8s/overlays/dev/secrets/kustomization.yaml',
      'apps/checkout/k8s/overlays/prod/secrets/kustomization.yaml',
      'apps/checkout/pyproject.toml',
      'apps/checkout/src/mine.py',
      'apps/checkout/src/requirements.in',
      'apps/checkout/src/requirements.txt',
      'apps/checkout/src/server.py',
      'apps/checkout/test/conftest.py',
      'apps/checkout/test/requirements-test.in',
      'apps/checkout/test/requirements-test.txt',
      'apps/checkout/test/test_server.py',
    ]);
    const emptied = after.filter((path) => path.endsWith('/') && !after.some((p) => p !== path && p.startsWith(path)));
    expect(emptied).toEqual([]);
    for (const path of after) expect([path, contents(folder).get(path)]).toEqual([path, before.get(path)]);
    const others = changed.filter((path) => !path.startsWith('-apps/checkout/'));
    expect(others.filter((path) => !LISTS.includes(path))).toEqual([]);
    expect(planIn(folder).writes).toEqual([]);
  });

  test('that was removed and had no files of yours leaves no folder', () => {
    const folder = synthesized(TWO);
    const starters = renderIn(folder, TWO)
      .tree.files()
      .filter(({ path, owner }) => owner === 'starter' && path.startsWith('apps/checkout/'));
    for (const { path } of starters) {
      // As git does: empty folders are gone.
      const isAlone = path.includes('/secrets/');
      rmSync(join(folder, isAlone ? dirname(path) : path), { recursive: true });
    }
    synthIn(folder);
    expect([...contents(folder).keys()].filter((path) => path.startsWith('apps/checkout'))).toEqual([]);
  });

  test('that is removed and added again is the same, except that it must be released again', () => {
    const folder = synthesized(TWO);
    const before = contents(folder);
    synthIn(folder);
    synthIn(folder, TWO);
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('that is the last one can be removed', () => {
    const folder = synthesized();
    synthIn(folder, { ...SHOP, apps: {} });
    expect(pathsBelow(folder)).not.toContain(DOCKERFILE);
    expect(planIn(folder, { ...SHOP, apps: {} }).writes).toEqual([]);
  });

  test('whose name starts with that of a removed app stays', () => {
    const options = { ...SHOP, apps: { web: {}, 'web-two': {}, web2: {} } };
    const folder = synthesized(options);
    const changed = changes(folder, { ...SHOP, apps: { 'web-two': {}, web2: {} } });
    expect(changed.filter((path) => /^.?apps\/web(-two|2)\//.test(path))).toEqual([]);
  });
});

describe('an environment', () => {
  const THREE = { ...SHOP, environments: { dev: {}, staging: {}, prod: {} } };

  test('that is added gets its overlay, its Application, and its release file, held back', () => {
    const folder = synthesized();
    const added = changes(folder, THREE).filter((path) => path.startsWith('+'));
    expect(added).toEqual([
      '+apps/storefront/argo/app-staging.yaml',
      '+apps/storefront/k8s/overlays/staging/kustomization.yaml',
      '+apps/storefront/k8s/overlays/staging/poddisruptionbudget.yaml',
      '+apps/storefront/k8s/overlays/staging/release/kustomization.yaml',
      '+apps/storefront/k8s/overlays/staging/secrets/kustomization.yaml',
    ]);
    expect(read(folder, 'apps/storefront/argo/release/kustomization.yaml')).toContain('name: storefront-staging');
  });

  test('that is removed loses them; sealed secrets stay', () => {
    const folder = synthesized(THREE);
    const sealed = 'apps/storefront/k8s/overlays/staging/secrets/db.yaml';
    writeFiles(folder, { [sealed]: 'kind: SealedSecret\n' });
    const removed = changes(folder, SHOP).filter((path) => path.startsWith('-'));
    expect(removed).toEqual([
      '-apps/storefront/argo/app-staging.yaml',
      '-apps/storefront/k8s/overlays/staging/kustomization.yaml',
      '-apps/storefront/k8s/overlays/staging/poddisruptionbudget.yaml',
      '-apps/storefront/k8s/overlays/staging/release/kustomization.yaml',
    ]);
    expect(read(folder, sealed)).toBe('kind: SealedSecret\n');
    expect(read(folder, 'apps/storefront/argo/release/kustomization.yaml')).not.toContain('staging');
  });

  test('that is added or removed never affects what runs in the others', () => {
    const folder = synthesized();
    const releases = ['dev', 'prod'].map((name) => `apps/storefront/k8s/overlays/${name}/release/kustomization.yaml`);
    const before = releases.map((path) => read(folder, path));
    synthIn(folder, THREE);
    synthIn(folder);
    expect(releases.map((path) => read(folder, path))).toEqual(before);
  });
});

describe('a hand edit', () => {
  /** Edits a file, runs synth, and returns the path of the patch in the last line. */
  function healed(folder: string, path: string, content: string | Buffer, options: object = SHOP): string {
    writeFiles(folder, { [path]: content });
    const output = synthIn(folder, options);
    const patch = PATCH.exec(output);
    if (!patch) throw new Error(`no patch was announced:\n${output}`);
    expect(output.split('\n').at(-1)).toBe(`To bring it back: npx python-gitops restore ${savedEditName(patch[1])}`);
    return patch[1];
  }

  test.each([
    ['text', (text: string) => `${text}USER root\n`],
    ['text without a newline at its end', (text: string) => `${text}USER root`],
    ['line endings of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['nothing', () => ''],
  ])('with %s is healed and reported, and git restores it exactly', (_what, edit) => {
    const folder = synthesized();
    commitAll(folder);
    const original = read(folder, DOCKERFILE);
    const patch = healed(folder, DOCKERFILE, edit(original));
    expect(read(folder, DOCKERFILE)).toBe(original);
    expect(git(folder, 'status', '--porcelain')).toBe('');
    git(folder, 'apply', patch);
    expect(read(folder, DOCKERFILE)).toBe(edit(original));
  });

  test('can be brought back without git history', () => {
    const folder = synthesized();
    const patch = healed(folder, DOCKERFILE, 'mine\n');
    git(folder, 'apply', patch);
    expect(read(folder, DOCKERFILE)).toBe('mine\n');
  });

  test('is brought back by the printed command, even in a folder of another repository', () => {
    const outer = temporaryFolder();
    const folder = join(outer, 'services/shop');
    mkdirSync(folder, { recursive: true });
    synthIn(folder);
    writeFiles(folder, { [DOCKERFILE]: 'mine\n', '.projenrc.ts': '' });
    const command = /^To bring it back: npx python-gitops (.*)$/m.exec(synthIn(folder))?.[1] ?? '';
    commitAll(outer);
    expect(compiledCommand(folder, command.split(' '))).toMatchObject({ code: 0, stderr: '' });
    expect(read(folder, DOCKERFILE)).toBe('mine\n');
  });

  test('of a file that changes in the same synth is saved relative to the new text', () => {
    const folder = synthesized();
    const edited = `${read(folder, 'Makefile')}mine:\n\ttrue\n`;
    const patch = healed(folder, 'Makefile', edited, { ...SHOP, apps: { storefront: {}, other: {} } });
    expect(read(folder, 'Makefile')).not.toContain('mine:');
    git(folder, 'apply', patch);
    expect(read(folder, 'Makefile')).toBe(edited);
  });

  test('of a file that is no longer generated is saved, and the file removed', () => {
    const options = { ...SHOP, environments: { dev: {}, staging: {}, prod: {} } };
    const folder = synthesized(options);
    const stale = 'apps/storefront/k8s/overlays/staging/kustomization.yaml';
    const edited = `${read(folder, stale)}# Mine.\n`;
    const patch = healed(folder, stale, edited);
    expect(pathsBelow(folder)).not.toContain(stale);
    git(folder, 'apply', patch);
    expect(read(folder, stale)).toBe(edited);
  });

  test('of a file that was never listed, such as your file in its place, is saved', () => {
    const folder = temporaryFolder();
    const patch = healed(folder, 'Makefile', 'all:\n\ttrue\n');
    git(folder, 'apply', patch);
    expect(read(folder, 'Makefile')).toBe('all:\n\ttrue\n');
  });

  test('that was committed together with the hash manifest is still healed', () => {
    const folder = synthesized();
    const { content } = makeEditWithManifest(folder);
    const before = contents(folder);
    synthIn(folder);
    expect(differences(before, contents(folder)).filter((path) => !path.includes('.python-gitops'))).toEqual([
      'apps/storefront/.generated.sha256',
      DOCKERFILE,
    ]);
    expect(read(folder, DOCKERFILE)).not.toBe(content);
  });

  test('of only the mode is healed, in both directions, without a patch', () => {
    const folder = synthesized();
    const script = 'scripts/validate-gitops.sh';
    chmodSync(join(folder, script), 0o644);
    chmodSync(join(folder, 'Makefile'), 0o755);
    expect(synthIn(folder)).toBe(`healed 2 files:\n  Makefile\n  ${script}`);
    const isExecutable = (path: string): boolean => statSync(join(folder, path)).mode % 0o200 >= 0o100;
    expect([isExecutable(script), isExecutable('Makefile')]).toEqual([true, false]);
    expect(pathsBelow(folder).filter((path) => path.endsWith('.patch'))).toEqual([]);
  });

  test('that replaced a file with a link is healed, and the target of the link stays', () => {
    const folder = synthesized();
    writeFiles(folder, { 'mine.mk': 'mine\n' });
    rmSync(join(folder, 'Makefile'));
    symlinkSync('mine.mk', join(folder, 'Makefile'));
    synthIn(folder);
    expect(contents(folder).get('Makefile')).toMatch(/^644 # Generated/);
    expect(read(folder, 'mine.mk')).toBe('mine\n');
  });

  test('that deleted a generated file is restored', () => {
    const folder = synthesized();
    const before = contents(folder);
    rmSync(join(folder, DOCKERFILE));
    rmSync(join(folder, 'scripts'), { recursive: true });
    expect(synthIn(folder)).toMatch(/^restored \d+ files:\n/);
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('with binary content is saved completely', () => {
    const folder = synthesized();
    const bytes = Buffer.concat([Buffer.from(read(folder, DOCKERFILE)), Buffer.from([0xff, 0xe9, 0x0a])]);
    const patch = healed(folder, DOCKERFILE, bytes);
    git(folder, 'apply', patch);
    expect(contents(folder).get(DOCKERFILE)).toBe(`644 ${bytes.toString('latin1')}`);
  });

  test('is never saved through a link that leads out of the repository', () => {
    const elsewhere = temporaryFolder('elsewhere');
    const folder = synthesized();
    symlinkSync(elsewhere, join(folder, '.python-gitops'));
    writeFiles(folder, { [DOCKERFILE]: 'mine\n' });
    expectUntouched(elsewhere, () => {
      // Refusing is as good as saving elsewhere in the repository; nothing may be lost.
      expect(findingsOf(() => synthIn(folder)).map(({ code, path }) => [code, path])).toEqual([
        ['unsafe-path', '.python-gitops'],
      ]);
    });
    expect(read(folder, DOCKERFILE)).toBe('mine\n');
  });
});

/** Edits a file and its line in the hash manifest, as if to hide the edit. */
function makeEditWithManifest(folder: string): { content: string } {
  const [before, content] = [read(folder, DOCKERFILE), 'FROM mine\n'];
  const manifest = 'apps/storefront/.generated.sha256';
  writeFiles(folder, {
    [DOCKERFILE]: content,
    [manifest]: read(folder, manifest).replace(sha256(before), sha256(content)),
  });
  return { content };
}

describe('a starter file', () => {
  test('that was changed or deleted stays so', () => {
    const folder = synthesized();
    writeFiles(folder, { 'apps/storefront/src/server.py': 'mine\n' });
    rmSync(join(folder, 'apps/storefront/test/test_server.py'));
    rmSync(join(folder, 'README.md'));
    expect(changes(folder, SHOP)).toEqual([]);
  });

  test('that was deleted stays deleted when another app is added, which gets its own', () => {
    const folder = synthesized();
    rmSync(join(folder, 'apps/storefront/src/server.py'));
    rmSync(join(folder, 'README.md'));
    const changed = changes(folder, { ...SHOP, apps: { storefront: {}, checkout: {} } });
    expect(changed).toContain('+apps/checkout/src/server.py');
    expect(changed).not.toContain('+apps/storefront/src/server.py');
    expect(changed).not.toContain('+README.md');
  });

  test('that exists before its app is kept', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'apps/storefront/src/server.py': 'mine\n' });
    synthIn(folder);
    expect(read(folder, 'apps/storefront/src/server.py')).toBe('mine\n');
  });
});

describe('conflict markers', () => {
  test('in hash manifests and generated files are healed by a synth', () => {
    const folder = synthesized();
    const before = contents(folder);
    const conflict = (text: string): string => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> theirs\n`;
    for (const path of ['.generated.sha256', 'apps/storefront/.generated.sha256', 'Makefile', '.projen/files.json']) {
      writeFiles(folder, { [path]: conflict(read(folder, path)) });
    }
    const warn = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    synthIn(folder);
    warn.mockRestore();
    const after = differences(before, contents(folder)).filter((path) => !path.startsWith('+.python-gitops/'));
    expect(after).toEqual([]);
  });

  test('in .projen/files.json never remove your files', () => {
    const folder = synthesized();
    const own = { 'services/other/package.json': '{"//":"~~ Generated by projen. To modify, edit .projenrc.js."}\n' };
    writeFiles(folder, { ...own, '.projen/files.json': '<<<<<<< HEAD\n' });
    const warn = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    synthIn(folder);
    warn.mockRestore();
    expect(pathsBelow(folder)).toContain('services/other/package.json');
  });
});

describe('package.json', () => {
  test('keeps your versions and fields, and is left alone when it has what is needed', () => {
    const folder = synthesized();
    const json = JSON.parse(read(folder, 'package.json')) as { devDependencies: Record<string, string> };
    json.devDependencies.projen = '0.103.99';
    const text = `${JSON.stringify({ ...json, scripts: { lint: 'eslint' } }, undefined, 2)}\n`;
    writeFiles(folder, { 'package.json': text });
    const after = changes(folder, SHOP);
    expect(JSON.parse(read(folder, 'package.json'))).toMatchObject({
      scripts: { lint: 'eslint' },
      devDependencies: { projen: '0.103.99' },
    });
    expect(after.filter((path) => path !== 'package.json')).toEqual([]);
    expect(planIn(folder).writes).toEqual([]);
  });

  test('gets the fields of the library back without a patch: it is generated field by field', () => {
    const folder = synthesized();
    const before = contents(folder);
    const json = JSON.parse(read(folder, 'package.json')) as object;
    writeFiles(folder, { 'package.json': JSON.stringify({ ...json, private: false, engines: {} }) });
    expect(synthIn(folder)).toBe('updated 1 file:\n  package.json');
    expect(differences(before, contents(folder))).toEqual([]);
  });
});

describe('the same options render the same bytes', () => {
  const options = { ...SHOP, apps: { 'z-app': {}, storefront: { port: 8080 }, a1: {}, chapel: {}, i: {} } };

  test('in folders of different names, with different remotes', () => {
    const [one, other] = ['Some Folder', 'b'].map((name) => {
      const folder = temporaryFolder(name);
      git(folder, 'init', '--quiet');
      git(folder, 'remote', 'add', 'origin', `https://github.com/acme/${basename(folder).length}`);
      synthIn(folder, options);
      return contents(folder);
    });
    expect(differences(one, other)).toEqual([]);
  });

  test('in other locales and time zones, from another working folder, under another umask', () => {
    const expected = synthesized(options);
    const environments: [NodeJS.ProcessEnv, string][] = [
      [{ LANG: 'C', LC_ALL: 'C', TZ: 'UTC' }, ''],
      [{ LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' }, 'apps/a1'],
      [{ LANG: 'cs_CZ.UTF-8', LC_ALL: 'cs_CZ.UTF-8', TZ: 'America/St_Johns', HOME: '/nonexistent', USER: '' }, ''],
    ];
    for (const [env, below] of environments) {
      const folder = temporaryFolder();
      installCompiled(folder);
      writeFiles(folder, { '.projenrc.ts': rcWith(options) });
      mkdirSync(join(folder, below), { recursive: true });
      expect(compiledCommand(join(folder, below), ['synth'], env)).toMatchObject({ code: 0, stderr: '' });
      expect(differences(contents(expected), contents(folder))).toEqual(['+.projenrc.ts']);
    }
  });

  test('however often and in whatever order options changed', () => {
    const folder = synthesized({ ...SHOP, apps: { gone: {} }, environments: { only: {} } });
    synthIn(folder, SHOP);
    synthIn(folder, { ...options, registry: undefined });
    synthIn(folder, options);
    const fresh = contents(synthesized(options));
    const left = differences(fresh, contents(folder));
    // Starter files, even of removed apps, are yours from the start.
    expect(left.filter((path) => !/^README|^\+apps\/gone\/|\/overlays\/only\/secrets\//.test(path))).toEqual([]);
  });
});

test('a project is written by synth, not when it is created', () => {
  const folder = temporaryFolder();
  expectUntouched(folder, () => makeProject(folder));
});

test('synth prints its summary to standard output, and nothing else', () => {
  const folder = temporaryFolder();
  installLibrary(folder);
  const { stdout, stderr } = withoutPost(() => printed(() => makeProject(folder).synth()));
  expect([stdout.split('\n')[0], stderr]).toEqual([expect.stringMatching(/^wrote \d+ files:$/), '']);
});

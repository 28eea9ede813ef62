import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from '../../src/cli/validate';
import type { Answer } from '../support/command';
import { answer, compiledCommand, installCompiled, repositoryWith } from '../support/command';
import {
  contents,
  differences,
  expectUntouched,
  read,
  SHOP,
  synthIn,
  temporaryFolder,
  writeFiles,
} from '../support/repository';

const OVERLAY = 'apps/storefront/k8s/overlays/dev';

function run(folder: string, json = false): Promise<Answer> {
  return answer(() => validate(folder, { json }));
}

interface Report {
  readonly ok: boolean;
  readonly checks: readonly { name: string; detail: string; problems: string[] }[];
  readonly notSet: readonly object[];
  readonly notReleased: readonly object[];
}

async function report(folder: string): Promise<Report> {
  return JSON.parse((await run(folder, true)).stdout) as Report;
}

/** Problems by the name of their check. */
function problems({ checks }: Report): Record<string, string[]> {
  return Object.fromEntries(checks.filter((check) => check.problems.length > 0).map((c) => [c.name, c.problems]));
}

/** Lists a file of the user in the secrets Component of dev. */
function addToSecrets(folder: string, name: string, content: string): void {
  const list = read(folder, `${OVERLAY}/secrets/kustomization.yaml`).replace('resources: []', `resources: [${name}]`);
  writeFiles(folder, { [`${OVERLAY}/secrets/kustomization.yaml`]: list, [`${OVERLAY}/secrets/${name}`]: content });
}

const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: storefront-secrets\nstringData:\n  KEY: value\n';

describe('a tree that is in order', () => {
  test('passes: each overlay and the root build, and what is not released is named', async () => {
    const { code, stdout, stderr } = await run(repositoryWith());
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').map((line) => line.replace(/\d+ files/, 'N files'))).toEqual([
      'ok    generated files                    N files are what .projenrc.ts says',
      'ok    apps/storefront/k8s/overlays/dev   builds, 5 objects',
      'ok    apps/storefront/k8s/overlays/prod  builds, 5 objects',
      'ok    argo/root-app                      builds, 1 object',
      '',
      'Not released yet, so their Applications are held back:',
      '  storefront  dev, prod',
      '',
      '4 checks passed.',
      '',
    ]);
  });

  test('as JSON for programs', async () => {
    const { code, stdout } = await run(repositoryWith(), true);
    const parsed = JSON.parse(stdout) as Report;
    expect(Object.keys(parsed)).toEqual(['ok', 'checks', 'notSet', 'notReleased']);
    expect([code, parsed.ok]).toEqual([0, true]);
    expect(parsed.checks.map(({ name, problems: list }) => [name, list])).toEqual([
      ['generated files', []],
      ['apps/storefront/k8s/overlays/dev', []],
      ['apps/storefront/k8s/overlays/prod', []],
      ['argo/root-app', []],
    ]);
    expect(parsed.notSet).toEqual([]);
    expect(parsed.notReleased).toEqual([{ app: 'storefront', environments: ['dev', 'prod'] }]);
  });

  test('passes when nothing is set yet, and says what is left out', async () => {
    const folder = repositoryWith({ name: 'shop', environments: { dev: {} }, apps: { web: {} } });
    const { code, stdout } = await run(folder);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "Not set yet in .projenrc.ts:\n  repoUrl   as in repoUrl: 'https://github.com/acme/shop'; left out until then: ",
    );
    expect((await report(folder)).notSet).toMatchObject([{ option: 'repoUrl' }, { option: 'registry' }]);
  });

  test('is annotated on GitHub with what is not set, and nowhere else', async () => {
    const folder = repositoryWith({ name: 'shop', environments: { dev: {} }, apps: { web: {} } });
    const on = async (value: string): Promise<string> => {
      const env = jest.replaceProperty(process, 'env', { ...process.env, GITHUB_ACTIONS: value });
      const { stdout } = await run(folder);
      env.restore();
      return stdout;
    };
    expect(await on('true')).toMatch(/^::notice title=repoUrl is not set in \.projenrc\.ts::/m);
    expect(await on('')).not.toContain('::notice');
  });

  test('passes without apps', async () => {
    const { code, stdout } = await run(repositoryWith({ ...SHOP, apps: {} }));
    expect(stdout).toContain('ok    argo/root-app');
    expect([code, stdout.includes('Not released')]).toEqual([0, false]);
  });

  test('is only read', async () => {
    const folder = repositoryWith();
    const before = contents(folder);
    await run(folder);
    expect(differences(before, contents(folder))).toEqual([]);
  });
});

describe('what is not in order is named, with exit code 1', () => {
  test('a generated file that was edited, with who knows what to change instead', async () => {
    const folder = repositoryWith();
    writeFiles(folder, { 'apps/storefront/Dockerfile': `${read(folder, 'apps/storefront/Dockerfile')}USER root\n` });
    const { code, stdout } = await run(folder);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'FAIL  generated files\n      apps/storefront/Dockerfile was edited: make owners FILE=' +
        'apps/storefront/Dockerfile says what to change instead; npx projen heals it\n',
    );
    expect(stdout).toMatch(/\n1 of 4 checks failed\.\n$/);
  });

  test('a line ending alone counts', async () => {
    const folder = repositoryWith();
    writeFiles(folder, { Makefile: read(folder, 'Makefile').replace('\n', '\r\n') });
    expect(problems(await report(folder))['generated files']).toEqual([expect.stringMatching(/^Makefile was edited/)]);
  });

  test('a generated file that is missing', async () => {
    const folder = repositoryWith();
    rmSync(join(folder, 'scripts/validate-gitops.sh'));
    expect(problems(await report(folder))).toEqual({
      'generated files': ['scripts/validate-gitops.sh is missing: run npx projen'],
    });
  });

  test('no hash manifest at all', async () => {
    const folder = repositoryWith({ ...SHOP, apps: {} });
    rmSync(join(folder, '.generated.sha256'));
    expect(problems(await report(folder))).toEqual({
      'generated files': ['.generated.sha256 is missing: run npx projen'],
    });
  });

  test('a manifest of the user that is broken', async () => {
    const folder = repositoryWith();
    addToSecrets(folder, 'broken.yaml', 'kind: [\n');
    const found = problems(await report(folder));
    expect(Object.keys(found)).toEqual([OVERLAY]);
    expect(found[OVERLAY].join('\n')).toContain('broken.yaml');
  });

  test('a manifest of the user that is listed and missing', async () => {
    const folder = repositoryWith();
    const path = `${OVERLAY}/secrets/kustomization.yaml`;
    writeFiles(folder, { [path]: read(folder, path).replace('[]', '[sealed.yaml]') });
    expect(problems(await report(folder))[OVERLAY].join('\n')).toContain('sealed.yaml');
  });

  test('a plaintext Secret, in the environment where it is, and only there', async () => {
    const folder = repositoryWith();
    addToSecrets(folder, 'secret.yaml', SECRET);
    const { code, stdout } = await run(folder);
    expect(code).toBe(1);
    expect(stdout).toContain(
      `FAIL  ${OVERLAY}\n      plaintext Secret storefront-secrets: seal it (docs/SEALED_SECRETS.md), and change the ` +
        'value: git keeps it\n',
    );
    expect(Object.keys(problems(await report(folder)))).toEqual([OVERLAY]);
  });

  test('a plaintext Secret inside of a List', async () => {
    const folder = repositoryWith();
    const item = SECRET.split('\n')
      .map((line) => `  ${line}`)
      .join('\n')
      .replace('  apiVersion', '- apiVersion');
    addToSecrets(folder, 'list.yaml', `apiVersion: v1\nkind: List\nitems:\n${item}\n`);
    expect(problems(await report(folder))[OVERLAY]).toEqual([expect.stringMatching(/^plaintext Secret /)]);
  });

  test('an Application that is released, and held back in the folder that Argo CD reads, or the other way round', async () => {
    const folder = repositoryWith();
    const path = 'apps/storefront/argo/kustomization.yaml';
    writeFiles(folder, { [path]: read(folder, path).replace('components:\n- release\n', '') });
    const found = problems(await report(folder));
    expect(found['argo/root-app']).toEqual([
      'Application storefront-dev is built, but held back',
      'Application storefront-prod is built, but held back',
    ]);
  });

  test('several things at once', async () => {
    const folder = repositoryWith();
    addToSecrets(folder, 'secret.yaml', SECRET);
    writeFiles(folder, { Makefile: '', 'docs/ROLLBACK.md': '' });
    const found = problems(await report(folder));
    expect(found['generated files']).toHaveLength(2);
    expect(Object.keys(found)).toEqual(['generated files', OVERLAY]);
  });
});

test('after a release file was broken it stops with the finding', async () => {
  const folder = repositoryWith();
  writeFiles(folder, { 'apps/storefront/argo/release/kustomization.yaml': '<<<<<<< HEAD\n' });
  await expect(run(folder)).rejects.toMatchObject({ findings: [{ code: 'bad-release-file' }] });
});

test('without kustomize it ends with exit code 2 and says how to install it', () => {
  const folder = repositoryWith();
  installCompiled(folder);
  const nowhere = { PATH: temporaryFolder(), PYTHON_GITOPS_CACHE: temporaryFolder() };
  expectUntouched(folder, () => {
    const { code, stdout, stderr } = compiledCommand(folder, ['validate'], nowhere);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^python-gitops: kustomize [\d.]+ is needed, found none\. Run make tools, which builds it/);
  });
});

test('what synth wrote again passes again', async () => {
  const folder = repositoryWith();
  writeFiles(folder, { Makefile: 'mine:\n' });
  synthIn(folder);
  expect((await report(folder)).ok).toBe(true);
});

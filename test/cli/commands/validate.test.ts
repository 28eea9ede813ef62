import { execFile } from 'node:child_process';
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidationOutput } from '../../../src/checks/validation/report';
import { runValidate } from '../../../src/cli/commands/validate/run';
import { findKustomize } from '../../../src/cli/tools/kustomize';
import type { FindingsError } from '../../../src/common/findings';
import { VERSIONS } from '../../../src/config/defaults';
import { LIBRARY_FOLDER } from '../../../src/config/library';
import { renderApplicationFile } from '../../../src/releases/files/application-file';
import type { Answer } from '../../support/command';
import { answer, compiledCommand, installCompiled, rcWith, repositoryWith } from '../../support/command';
import {
  commitAll,
  contents,
  differences,
  expectUntouched,
  git,
  read,
  SHOP,
  synthIn,
  temporaryFolder,
  writeFiles,
} from '../../support/repository';

const OVERLAY = 'apps/storefront/k8s/overlays/dev';
const BASE = 'apps/storefront/k8s/base';

/** Without a cache: what one test built must not answer another. */
function run(folder: string, json = false, tree?: string): Promise<Answer> {
  return answer(() => runValidate(folder, tree, { json, cache: false }));
}

async function report(folder: string, tree?: string): Promise<ValidationOutput> {
  return JSON.parse((await run(folder, true, tree)).stdout) as ValidationOutput;
}

/** Problems as `path:line rule: message`. */
function problems({ problems: found }: ValidationOutput): string[] {
  return found.map(
    ({ path, line, rule, message }) => `${path}${line === undefined ? '' : `:${line}`} ${rule}: ${message}`,
  );
}

/** Lists a file of the user in the secrets Component of dev. */
function addToSecrets(folder: string, name: string, content: string): void {
  const list = read(folder, `${OVERLAY}/secrets/kustomization.yaml`).replace('resources: []', `resources: [${name}]`);
  writeFiles(folder, { [`${OVERLAY}/secrets/kustomization.yaml`]: list, [`${OVERLAY}/secrets/${name}`]: content });
}

const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: storefront-secrets\nstringData:\n  KEY: value\n';

async function withVariables<T>(
  variables: Readonly<Record<string, string | undefined>>,
  body: () => Promise<T>,
): Promise<T> {
  const env = jest.replaceProperty(process, 'env', { ...process.env, ...variables } as NodeJS.ProcessEnv);
  try {
    return await body();
  } finally {
    env.restore();
  }
}

// It starts the real kustomize and whole commands, on machines that may be busy.
jest.setTimeout(120_000);

describe('a repository that is in order', () => {
  test('passes: each overlay and the root build, and what is not released is named', async () => {
    const { code, stdout, stderr } = await run(repositoryWith());
    expect([code, stderr]).toEqual([0, '']);
    expect(
      stdout.split('\n').map((line) => line.replace(/\d+ files/, 'N files').replace(/\d+ rules/, 'N rules')),
    ).toEqual([
      'ok    .projenrc.ts                       its types are correct',
      'ok    generated files                    N files match .projenrc.ts',
      'ok    apps/storefront/k8s/overlays/dev   builds, 6 objects',
      'ok    apps/storefront/k8s/overlays/prod  builds, 7 objects',
      'ok    argo/root-app                      builds, 1 object',
      'ok    files                              N files, N rules, schemas of Kubernetes 1.34',
      '',
      'Not released yet (their Applications are held back):',
      '  storefront  dev, prod',
      '',
      '6 checks passed.',
      '',
    ]);
  });

  test('as JSON for programs', async () => {
    const { code, stdout } = await run(repositoryWith(), true);
    const parsed = JSON.parse(stdout) as ValidationOutput;
    expect(Object.keys(parsed)).toEqual([
      'schemaVersion',
      'ok',
      'checks',
      'problems',
      'notChecked',
      'notSet',
      'notReleased',
      'notSealed',
      'tightMemory',
    ]);
    expect([code, parsed.schemaVersion, parsed.ok, parsed.problems]).toEqual([0, 1, true, []]);
    expect(parsed.checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['.projenrc.ts', true],
      ['generated files', true],
      ['apps/storefront/k8s/overlays/dev', true],
      ['apps/storefront/k8s/overlays/prod', true],
      ['argo/root-app', true],
      ['files', true],
    ]);
    expect(parsed.notSet).toEqual([]);
    expect(parsed.notReleased).toEqual([{ app: 'storefront', environments: ['dev', 'prod'] }]);
  });

  test('passes when nothing is set yet, and says what is left out', async () => {
    const folder = repositoryWith({ name: 'shop', environments: { dev: {} }, apps: { web: {} } });
    const { code, stdout } = await run(folder);
    expect(code).toBe(0);
    expect(stdout).toContain(
      "Not set yet in .projenrc.ts:\n  repoUrl   as in repoUrl: 'https://github.com/acme/shop'; not generated until then: ",
    );
    expect(stdout).toContain("\n  registry  as in registry: 'docker.io/acme'; not generated until then: ");
    expect((await report(folder)).notSet).toMatchObject([{ option: 'repoUrl' }, { option: 'registry' }]);
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
  test('with its file and line, what is wrong, by which rule, and what to do', async () => {
    const folder = repositoryWith();
    addToSecrets(folder, 'secret.yaml', SECRET);
    const { code, stdout } = await run(folder);
    expect(code).toBe(1);
    expect(stdout).toContain(`FAIL  ${OVERLAY}   builds, 7 objects\n`);
    expect(stdout).toContain('ok    apps/storefront/k8s/overlays/prod  builds, 7 objects\n');
    expect(stdout).toContain(
      `\n\n${OVERLAY}/secrets/secret.yaml:2:1: plaintext Secret storefront-secrets  [plaintext-secret]\n` +
        '      fix  seal it (docs/SEALED_SECRETS.md) and rotate the value, which stays in the git history\n',
    );
    expect(stdout).toMatch(/\n1 problem in 1 file\.\n$/);
  });

  test('a generated file that was edited, with who knows what to change instead', async () => {
    const folder = repositoryWith();
    writeFiles(folder, { 'apps/storefront/Dockerfile': `${read(folder, 'apps/storefront/Dockerfile')}USER 10001\n` });
    expect((await report(folder)).problems).toEqual([
      {
        rule: 'generated-file',
        path: 'apps/storefront/Dockerfile',
        message: 'edited by hand',
        fix: 'run npx projen to restore it; make owners FILE=apps/storefront/Dockerfile shows what to change instead',
      },
    ]);
  });

  test('a line ending alone counts', async () => {
    const folder = repositoryWith();
    writeFiles(folder, { Makefile: read(folder, 'Makefile').replace('\n', '\r\n') });
    expect(problems(await report(folder))).toEqual(['Makefile generated-file: edited by hand']);
  });

  test.each(['.generated.sha256', 'docs/ROLLBACK.md'])('%s, which is missing', async (path) => {
    const folder = repositoryWith({ ...SHOP, apps: {} });
    rmSync(join(folder, path));
    expect(problems(await report(folder))).toEqual([`${path} generated-file: missing`]);
  });

  test('a generated file that is missing, once, although a rule misses it too', async () => {
    const folder = repositoryWith();
    rmSync(join(folder, 'apps/storefront/Dockerfile'));
    expect(problems(await report(folder))).toEqual(['apps/storefront/Dockerfile generated-file: missing']);
  });

  test('a manifest of the user that is no YAML, at the place where it ends to be', async () => {
    const folder = repositoryWith();
    addToSecrets(folder, 'broken.yaml', 'kind: [\n');
    expect((await report(folder)).problems).toEqual([
      expect.objectContaining({ rule: 'yaml', path: `${OVERLAY}/secrets/broken.yaml`, line: 2, column: 1 }),
    ]);
  });

  test('a manifest of the user that is listed and missing, in the line that lists it', async () => {
    const folder = repositoryWith();
    const path = `${OVERLAY}/secrets/kustomization.yaml`;
    writeFiles(folder, { [path]: read(folder, path).replace('[]', '[sealed.yaml]') });
    expect(problems(await report(folder))).toEqual([
      `${path}:4 S3-missing-resource: lists sealed.yaml, which does not exist`,
    ]);
  });

  test('a field that Kubernetes does not know, once, where it is written', async () => {
    const folder = repositoryWith();
    const path = `${BASE}/service.yaml`;
    writeFiles(folder, { [path]: read(folder, path).replace('  type: ClusterIP', '  typ: ClusterIP') });
    const found = await report(folder);
    expect(problems(found)).toEqual([
      `${path} generated-file: edited by hand`,
      `${path}:12 schema: Service storefront: spec.typ has the unknown field typ`,
    ]);
    expect(found.problems[1].fix).toBe('did you mean type?');
  });

  test('an Application that is released, and held back in the folder that Argo CD reads, or the other way round', async () => {
    const folder = repositoryWith();
    const path = 'apps/storefront/argo/kustomization.yaml';
    writeFiles(folder, { [path]: read(folder, path).replace('components:\n- release\n', '') });
    const held = 'apps/storefront/argo/release/kustomization.yaml';
    expect(problems(await report(folder)).filter((line) => line.includes('held-application'))).toEqual([
      `${held} held-application: Application storefront-dev is built, although it has no release`,
      `${held} held-application: Application storefront-prod is built, although it has no release`,
    ]);
  });

  test('a custom resource that no schema is known for is no problem, and is said to be not checked', async () => {
    const folder = repositoryWith({
      ...SHOP,
      defaults: { namespaceResourceWhitelist: [{ group: 'cache.acme.test', kind: 'Cache' }] },
    });
    addToSecrets(folder, 'cache.yaml', 'apiVersion: cache.acme.test/v1\nkind: Cache\nmetadata:\n  name: hot\n');
    const { code, stdout } = await run(folder);
    expect(code).toBe(0);
    expect(stdout).toContain('\nNot checked (kinds without a schema):\n  cache.acme.test/v1 Cache  1\n');
  });
});

describe('an object that exists without the repository', () => {
  const volumes = {
    rates: { type: 'configMap', name: 'rates', mountPath: '/etc/rates' },
    cache: { mountPath: '/var/cache/app' },
  };
  const withRates = (more: object): string =>
    repositoryWith({ ...SHOP, apps: { storefront: { workloads: { web: { volumes } }, ...more } } });

  test('is reported as missing, with the option that declares it', async () => {
    const { problems: found } = await report(withRates({}));
    expect(found.map(({ rule, message, fix }) => [rule, message, fix])).toEqual([
      [
        'S10-broken-reference',
        'Deployment storefront refers to the ConfigMap rates, which is missing from the build of ' +
          'apps/storefront/k8s/overlays/dev, apps/storefront/k8s/overlays/prod',
        'add the ConfigMap to extraManifests; if it exists elsewhere, list it in existingConfigMaps of the app storefront',
      ],
    ]);
  });

  test('is declared at any level, also for one environment', async () => {
    expect((await run(withRates({ existingConfigMaps: ['rates'] }))).code).toBe(0);
    const inProd = await report(withRates({ environments: { prod: { existingConfigMaps: ['rates'] } } }));
    expect(inProd.problems.map(({ message }) => message)).toEqual([
      'Deployment storefront refers to the ConfigMap rates, which is missing from the build of apps/storefront/k8s/overlays/dev',
    ]);
  });
});

describe('a workload that does not run the image of its app', () => {
  test('is reported, because no release reaches it', async () => {
    const image = 'docker.io/acme/other:1.2';
    const folder = repositoryWith({
      ...SHOP,
      apps: { storefront: { workloads: { web: {}, mailer: { command: ['python', '-m', 'server'] } } } },
      overrides: {
        'apps/storefront/k8s/base/deployment-mailer.yaml': [
          { op: 'replace', path: '/spec/template/spec/containers/0/image', value: image },
        ],
      },
    });
    const { problems: found } = await report(folder);
    expect(found.map(({ rule, message }) => [rule, message])).toEqual([
      [
        'released-image',
        `Deployment storefront-mailer runs ${image} and not docker.io/acme/storefront, so releases of storefront do not reach it`,
      ],
    ]);
  });
});

describe('on GitHub', () => {
  test('each problem is annotated at its line, and what is not set on the summary', async () => {
    const folder = repositoryWith({ name: 'shop', environments: { dev: {} }, apps: { web: {} } });
    writeFiles(folder, { 'scripts/check: all,50%.sh': 'pytest || true\n' });
    const { stdout } = await withVariables({ GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder }, () => run(folder));
    expect(stdout.split('\n').filter((line) => line.startsWith('::'))).toEqual([
      '::error file=scripts/check%3A all%2C50%25.sh,line=1,title=S11-cannot-fail::the check cannot fail: || true hides its ' +
        'result; fix: remove it; to ignore a finding, configure the tool',
      expect.stringMatching(/^::notice title=repoUrl is not set in \.projenrc\.ts::Not generated until then: /),
      expect.stringMatching(/^::notice title=registry is not set in \.projenrc\.ts::/),
    ]);
  });

  test('a folder of the checkout is annotated by its path in the checkout', async () => {
    const checkout = temporaryFolder();
    writeFiles(checkout, { 'deploy/a.sh': 'pytest || true\n' });
    const { stdout } = await withVariables({ GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: checkout }, () =>
      run(checkout, false, 'deploy'),
    );
    expect(stdout).toContain('\n::error file=deploy/a.sh,line=1,');
  });

  test('JSON stays JSON', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a.sh': 'pytest || true\n' });
    const found = await withVariables({ GITHUB_ACTIONS: 'true' }, () => report(folder, '.'));
    expect(found.problems).toHaveLength(1);
  });
});

describe('another tree, by its folder', () => {
  test('is judged without a config, and nothing of it is run', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, {
      'deploy/overlays/dev/kustomization.yaml': 'resources: [map.yaml]\n',
      'deploy/overlays/dev/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n',
      'deploy/.projenrc.ts': 'throw new Error("loaded");\n',
    });
    const { code, stdout } = await run(folder, false, 'deploy');
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'ok    overlays/dev  builds, 1 object']);
  });

  test('without anything to build passes', async () => {
    const { ok, checks } = await report(temporaryFolder(), '.');
    expect([ok, checks.map(({ name }) => name)]).toEqual([true, ['files']]);
  });

  test('that is none ends with exit code 2', async () => {
    const { code, stderr } = await run(temporaryFolder(), false, 'missing');
    expect([code, stderr]).toEqual([2, 'missing is not a folder: pass the root of a tree with kustomizations\n']);
  });
});

describe('results are kept by content', () => {
  /** A cache with a kustomize that notes each of its starts. */
  function countingCache(): { readonly cache: string; starts(): string[] } {
    const cache = temporaryFolder('cache');
    const log = join(cache, 'starts');
    const binary = `bin/kustomize-${VERSIONS.kustomize}`;
    writeFiles(cache, { [binary]: `#!/bin/sh\necho "$@" >>'${log}'\nexec '${findKustomize()}' "$@"\n`, starts: '' });
    chmodSync(join(cache, binary), 0o755);
    return {
      cache,
      starts: () => {
        const lines = read(cache, 'starts').split('\n').filter(Boolean);
        writeFiles(cache, { starts: '' });
        const short = (line: string): string => line.replace(/ .*\/python-gitops-build-\w+$/, ' together');
        return lines.map((line) => short(line.replace(/^(\S+) .*\/repository\//, '$1 '))).sort();
      },
    };
  }

  const [dev, prod] = ['dev', 'prod'].map((environment) => `build apps/storefront/k8s/overlays/${environment}`);
  /** The overlay of dev and the root are built together. */
  const all = [prod, 'build together'];

  test('so that a second run starts no kustomize, and a change builds what it changes alone', async () => {
    const folder = repositoryWith();
    const { cache, starts } = countingCache();
    const again = (flags: object = {}): Promise<Answer> =>
      withVariables({ PYTHON_GITOPS_CACHE: cache }, () => answer(() => runValidate(folder, undefined, flags)));

    const first = await again();
    expect([first.code, starts()]).toEqual([0, all]);
    expect([await again(), starts()]).toEqual([first, []]);

    addToSecrets(folder, 'secret.yaml', SECRET);
    expect([(await again()).code, starts()]).toEqual([1, [dev]]);
    // A problem is kept like everything else.
    expect([(await again()).code, starts()]).toEqual([1, []]);

    writeFiles(folder, { [`${BASE}/service.yaml`]: `${read(folder, `${BASE}/service.yaml`)}# new\n` });
    expect([(await again()).code, starts()]).toEqual([1, [dev, prod]]);

    expect([(await again({ cache: false })).code, starts()]).toEqual([1, all]);
  });

  test('and runs at once answer as one does, and leave whole entries behind', async () => {
    const folder = repositoryWith();
    const { cache } = countingCache();
    const runs = await Promise.all([1, 2, 3].map(() => startCommand(folder, ['validate', '.', '--json'], cache)));
    const [first] = runs;
    expect([first.code, (JSON.parse(first.stdout) as ValidationOutput).ok]).toEqual([0, true]);
    for (const other of runs) expect(other).toEqual(first);
    const names = readdirSync(join(cache, 'validate'));
    expect(names.filter((name) => !/^[0-9a-f]{64}\.json$/.test(name))).toEqual([]);
    for (const name of names) JSON.parse(read(cache, `validate/${name}`));
    expect(names).toHaveLength(4);
  });
});

/** Runs the compiled command line without waiting for it. */
function startCommand(cwd: string, args: readonly string[], cache: string): Promise<Answer> {
  const env = { ...process.env, PYTHON_GITOPS_CACHE: cache };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(LIBRARY_FOLDER, 'bin/python-gitops.js'), ...args],
      { cwd, env },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

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
    expect(stderr).toMatch(
      /^python-gitops: kustomize [\d.]+ is required, found none\. Run make tools, which installs it/,
    );
  });
});

test('the command line takes a folder, and --no-cache leaves nothing behind', () => {
  const folder = temporaryFolder();
  writeFiles(folder, { 'a.sh': 'pytest || true\n' });
  const cache = temporaryFolder('cache');
  writeFiles(cache, { [`bin/kustomize-${VERSIONS.kustomize}`]: '' });
  const { code, stdout } = compiledCommand(temporaryFolder(), ['validate', folder, '--no-cache', '--json'], {
    PYTHON_GITOPS_CACHE: cache,
  });
  expect([code, (JSON.parse(stdout) as ValidationOutput).problems.map(({ path }) => path)]).toEqual([1, ['a.sh']]);
  // The compiled code of the command line, which Node.js 22 and later keep elsewhere.
  expect(readdirSync(cache).filter((name) => name !== 'code')).toEqual(['bin']);
});

test('what synth wrote again passes again', async () => {
  const folder = repositoryWith();
  writeFiles(folder, { Makefile: 'mine:\n' });
  synthIn(folder);
  expect((await report(folder)).ok).toBe(true);
});

test('a line of .projenrc.ts that TypeScript refuses is a problem with its place', async () => {
  const folder = repositoryWith();
  const line = ".projenrc.ts(3,25): error TS2322: Type 'string' is not assignable to type 'number'.";
  writeFiles(folder, {
    'node_modules/typescript/bin/tsc': `console.log(${JSON.stringify(line)});\nprocess.exit(2);\n`,
  });
  const found = await report(folder);
  expect(problems(found)).toEqual([
    ".projenrc.ts:3 type-error: TS2322: Type 'string' is not assignable to type 'number'.",
  ]);
  expect(found.checks.find(({ name }) => name === '.projenrc.ts')?.ok).toBe(false);
  expect(found.problems[0].column).toBe(25);
});

describe('a branch that removes what is released', () => {
  const WITH_REPORTS = { ...SHOP, apps: { storefront: {}, reports: {} } };

  /** A clone whose default branch has both apps released, and whose files have only one. */
  function branch(options: object): string {
    const folder = repositoryWith(WITH_REPORTS);
    const released = 'apps/reports/argo/release/kustomization.yaml';
    writeFiles(folder, { [released]: renderApplicationFile(new Map()) });
    git(folder, 'init', '--quiet');
    git(folder, 'update-ref', 'refs/remotes/origin/main', commitAll(folder));
    git(folder, 'rm', '-r', '--quiet', 'apps/reports');
    writeFiles(folder, { '.projenrc.ts': rcWith(options) });
    synthIn(folder, options);
    commitAll(folder);
    return folder;
  }

  test('fails, although its files are in order', async () => {
    const error: unknown = await run(branch(SHOP)).catch((thrown: unknown) => thrown);
    expect((error as FindingsError).findings).toEqual([
      expect.objectContaining({
        code: 'removes-release',
        path: 'apps.reports',
        got: 'nothing, so Argo CD would delete reports-dev, reports-prod with everything deployed, except namespaces and claims',
      }),
    ]);
  });

  const NOT_CHECKED = 'Not checked: whether this branch removes what is released in main. ';
  const FETCH = 'main:refs/remotes/origin/main\n';

  test.each<[string, (folder: string) => void, string]>([
    [
      'that lacks the default branch',
      (folder) => {
        git(folder, 'update-ref', 'refs/remotes/origin/feature', 'HEAD');
        git(folder, 'update-ref', '-d', 'refs/remotes/origin/main');
      },
      `${NOT_CHECKED}This clone lacks origin/main: run git fetch origin ${FETCH}`,
    ],
    [
      'that is shallow',
      (folder) => {
        writeFiles(folder, { '.git/shallow': `${git(folder, 'rev-parse', 'HEAD')}\n` });
      },
      `${NOT_CHECKED}This clone is shallow: run git fetch --unshallow origin ${FETCH}`,
    ],
    [
      'whose branches have nothing in common',
      (folder) => {
        const other = git(folder, 'commit-tree', '-m', 'other', 'HEAD^{tree}');
        git(folder, 'update-ref', 'refs/remotes/origin/main', other);
      },
      `${NOT_CHECKED}HEAD and origin/main have no commit in common.\n`,
    ],
    ['without a remote', (folder) => void git(folder, 'update-ref', '-d', 'refs/remotes/origin/main'), ''],
  ])('is not found in a clone %s, which validate reports', async (_what, change, stderr) => {
    const folder = branch(SHOP);
    change(folder);
    expect(await run(folder)).toMatchObject({ code: 0, stderr });
  });

  test('passes with a confirmation', async () => {
    expect((await run(branch({ ...SHOP, removed: { reports: 'replaced' } }))).code).toBe(0);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { ReleaseFlags } from '../../../src/cli/commands/release/command';
import { runRelease } from '../../../src/cli/commands/release/run';
import { findKustomize, kustomizeBuild } from '../../../src/cli/tools/kustomize';
import type { Answer } from '../../support/command';
import { answer, rcWith, repositoryWith } from '../../support/command';
import {
  commitAll,
  contents,
  differences,
  git,
  read,
  SHOP,
  synthIn,
  temporaryFolder,
  withEnvironment,
  withoutPrograms,
  writeFiles,
} from '../../support/repository';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER_DIGEST = `sha256:${'b'.repeat(64)}`;
const IMAGE = 'docker.io/acme/storefront';
const APPLICATIONS = 'apps/storefront/argo/release/kustomization.yaml';

function imageFile(environment: string): string {
  return `apps/storefront/k8s/overlays/${environment}/release/kustomization.yaml`;
}

/** A repository that was synthesized and committed. */
function committed(options: object = SHOP): { folder: string; head: string } {
  const folder = repositoryWith(options);
  return { folder, head: commitAll(folder) };
}

function run(folder: string, environment: string, flags: ReleaseFlags, app = 'storefront'): Promise<Answer> {
  return answer(() => runRelease(folder, app, environment, flags));
}

/** Releases, and expects that it went well. */
async function released(folder: string, environment: string, flags: ReleaseFlags): Promise<string> {
  const { code, stdout, stderr } = await run(folder, environment, flags);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Releases, and expects that it is refused with nothing changed. */
async function refused(folder: string, environment: string, flags: ReleaseFlags, app?: string): Promise<string> {
  const before = contents(folder);
  const { code, stdout, stderr } = await run(folder, environment, flags, app);
  expect(differences(before, contents(folder))).toEqual([]);
  expect(stdout).toBe('');
  return `${code}: ${stderr.replace(/\n$/, '')}`;
}

/** The image entry of an environment. */
function imageOf(folder: string, environment: string): unknown {
  return (parse(read(folder, imageFile(environment))) as { images: unknown[] }).images[0];
}

async function build(folder: string, path: string): Promise<Record<string, never>[]> {
  const { ok, output, messages } = await kustomizeBuild(findKustomize(), join(folder, path));
  expect([ok, messages]).toEqual([true, '']);
  return parseAllDocuments(output).map((document) => document.toJS() as Record<string, never>);
}

describe('a release to an environment that tracks a branch', () => {
  test('sets its image, and lets its Application appear', async () => {
    const { folder } = committed();
    const before = contents(folder);
    expect(await released(folder, 'dev', { image: `${IMAGE}:0a1b2c@${DIGEST}` })).toBe(
      `storefront in dev gets ${IMAGE}:0a1b2c@${DIGEST}.\n` +
        `  changed ${imageFile('dev')}\n` +
        `  changed ${APPLICATIONS}\n` +
        '\n' +
        'Next: commit them and push to main. Argo CD then syncs the change.\n',
    );
    expect(differences(before, contents(folder))).toEqual([APPLICATIONS, imageFile('dev')]);
    expect(imageOf(folder, 'dev')).toEqual({ digest: DIGEST, name: IMAGE, newTag: '0a1b2c' });
    const names = (await build(folder, 'argo/root-app')).filter(({ kind }) => kind === 'Application');
    expect(names.map(({ metadata }) => (metadata as { name: string }).name)).toEqual(['storefront-dev']);
  });

  test('reaches the Deployment that kustomize builds', async () => {
    const { folder } = committed();
    await released(folder, 'dev', { image: `:0a1b2c@${DIGEST}` });
    const objects = await build(folder, 'apps/storefront/k8s/overlays/dev');
    expect(JSON.stringify(objects.find(({ kind }) => kind === 'Deployment'))).toContain(
      `"image":"${IMAGE}:0a1b2c@${DIGEST}"`,
    );
  });

  test('needs no git, no digest and no name of the image', async () => {
    const folder = repositoryWith();
    await released(folder, 'dev', { image: ':0a1b2c' });
    expect(imageOf(folder, 'dev')).toEqual({ name: IMAGE, newTag: '0a1b2c' });
  });

  test('of an image without digest takes the digest of the one before away', async () => {
    const { folder } = committed();
    await released(folder, 'dev', { image: `:one@${DIGEST}` });
    await released(folder, 'dev', { image: ':two' });
    expect(imageOf(folder, 'dev')).toEqual({ name: IMAGE, newTag: 'two' });
  });

  test('as JSON for programs', async () => {
    const { folder } = committed();
    expect(JSON.parse(await released(folder, 'dev', { image: `:0a1b2c@${DIGEST}`, json: true }))).toEqual({
      schemaVersion: 1,
      app: 'storefront',
      environment: 'dev',
      kind: 'release',
      image: `${IMAGE}:0a1b2c@${DIGEST}`,
      notes: [],
      files: [imageFile('dev'), APPLICATIONS],
      commits: [],
    });
  });

  test('--dry-run shows the diff and changes nothing', async () => {
    const { folder } = committed();
    const before = contents(folder);
    const stdout = await released(folder, 'dev', { image: `:0a1b2c@${DIGEST}`, dryRun: true });
    expect(differences(before, contents(folder))).toEqual([]);
    expect(stdout).toContain(`--- a/${imageFile('dev')}\n+++ b/${imageFile('dev')}\n`);
    expect(stdout).toContain('+  newTag: 0a1b2c\n');
  });

  test('of a tag that YAML would read as a number is a string all the same', async () => {
    const { folder } = committed();
    for (const tag of ['1e10', '012', '1.0', '0x1f', '7654321', 'null', 'yes']) {
      await released(folder, 'dev', { image: `:${tag}` });
      expect([tag, imageOf(folder, 'dev')]).toEqual([tag, { name: IMAGE, newTag: tag }]);
      // The next command reads what the last one wrote.
      expect(await released(folder, 'dev', { image: `:${tag}` })).toContain('nothing to change');
    }
  });
});

describe('a release of an app with secrets', () => {
  const WITH_SECRETS = {
    ...SHOP,
    apps: { storefront: { secrets: ['TOKEN', 'DATABASE_URL'], secretFiles: ['ca.pem'] } },
  };

  /** A sealed file that holds these keys, and is listed. */
  function sealedFiles(environment: string, keys: readonly string[], namespace = `storefront-${environment}`) {
    const folder = `apps/storefront/k8s/overlays/${environment}/secrets`;
    const values = keys.map((key) => `    ${key}: AgA=\n`).join('');
    return {
      [`${folder}/kustomization.yaml`]:
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [sealed-secret.yaml]\n',
      [`${folder}/sealed-secret.yaml`]:
        'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n' +
        `metadata:\n  name: storefront-secrets\n  namespace: ${namespace}\nspec:\n  encryptedData:\n${values}`,
    };
  }

  test('is refused until all of them are sealed in that environment, with the commands that seal them', async () => {
    const { folder } = committed(WITH_SECRETS);
    writeFiles(folder, sealedFiles('dev', ['TOKEN']));
    expect(await refused(folder, 'dev', { image: ':0a1b2c' })).toBe(
      '1: cannot release storefront to dev: 2 secrets are not sealed, and its pods cannot start without:\n' +
        '  DATABASE_URL  make seal APP=storefront ENV=dev KEY=DATABASE_URL\n' +
        '  ca.pem  make seal APP=storefront ENV=dev KEY=ca.pem\n' +
        'Seal the missing values, commit them, then release again.',
    );
    writeFiles(folder, sealedFiles('dev', ['TOKEN', 'DATABASE_URL', 'ca.pem']));
    await released(folder, 'dev', { image: ':0a1b2c' });
  });

  test('does not take for sealed what is not listed, is empty, or is for another namespace', async () => {
    const { folder } = committed(WITH_SECRETS);
    const all = ['TOKEN', 'DATABASE_URL', 'ca.pem'];
    const right = sealedFiles('dev', all);
    const [list, file] = Object.keys(right);
    for (const wrong of [
      { ...right, [list]: right[list].replace('[sealed-secret.yaml]', '[]') },
      { ...right, [file]: right[file].replaceAll('AgA=', '""') },
      sealedFiles('dev', all, 'storefront-prod'),
    ]) {
      writeFiles(folder, wrong);
      expect(await refused(folder, 'dev', { image: ':0a1b2c' })).toContain('3 secrets are not sealed');
    }
  });

  test('to a gated environment looks into the commit that would run there, with the keys of that commit', async () => {
    const { folder, head: before } = committed(WITH_SECRETS);
    writeFiles(folder, sealedFiles('prod', ['TOKEN', 'DATABASE_URL', 'ca.pem']));
    expect(await refused(folder, 'prod', { image: ':0a1b2c' })).toBe(
      `1: cannot release storefront to prod: 3 secrets are not sealed in commit ${before.slice(0, 12)}, and its ` +
        'pods cannot start without:\n' +
        '  DATABASE_URL  (sealed here later)\n  TOKEN  (sealed here later)\n  ca.pem  (sealed here later)\n' +
        'Commit the sealed values, and release a commit that contains them.',
    );
    const sealed = commitAll(folder);
    await released(folder, 'prod', { image: ':0a1b2c' });

    // A key that is declared later is no question of the commit that ran before.
    const more = { ...WITH_SECRETS, apps: { storefront: { ...WITH_SECRETS.apps.storefront, secrets: ['LATER'] } } };
    writeFiles(folder, { '.projenrc.ts': rcWith(more) });
    synthIn(folder, more);
    commitAll(folder);
    await released(folder, 'prod', { image: ':later', revision: sealed });
    expect(await refused(folder, 'prod', { image: ':later' })).toContain(
      '  LATER  make seal APP=storefront ENV=prod KEY=LATER\n',
    );
  });
});

describe('a release to a gated environment', () => {
  test('pins the revision and the image of its Application, in the same release', async () => {
    const { folder, head } = committed();
    const stdout = await released(folder, 'prod', { image: `:0a1b2c@${DIGEST}` });
    expect(stdout.split('\n')[0]).toBe(
      `storefront in prod gets ${IMAGE}:0a1b2c@${DIGEST} with the configuration of commit ${head.slice(0, 12)}.`,
    );
    const applications = (await build(folder, 'argo/root-app')).filter(({ kind }) => kind === 'Application');
    expect(applications).toMatchObject([
      {
        metadata: { name: 'storefront-prod' },
        spec: {
          source: {
            targetRevision: head,
            kustomize: { images: [`${IMAGE}=${IMAGE}:0a1b2c@${DIGEST}`] },
          },
        },
      },
    ]);
    expect(imageOf(folder, 'prod')).toEqual({ digest: DIGEST, name: IMAGE, newTag: '0a1b2c' });
  });

  test('runs another revision when it is named, by any name that git knows', async () => {
    const { folder, head } = committed();
    git(folder, 'tag', '--annotate', 'v2', '--message=v2');
    writeFiles(folder, { 'later.txt': '' });
    const later = commitAll(folder);
    const revisionOf = async (revision?: string): Promise<string | undefined> => {
      const stdout = await released(folder, 'prod', { image: ':abc', revision, json: true });
      return (JSON.parse(stdout) as { revision?: string }).revision;
    };
    expect(await revisionOf()).toBe(later);
    for (const name of ['v2', 'HEAD~1', head, head.slice(0, 10)]) {
      expect([name, await revisionOf(name)]).toEqual([name, head]);
    }
  });

  test('works in a repository that is a folder of another one', async () => {
    const outer = temporaryFolder();
    const folder = join(outer, 'services/shop');
    writeFiles(folder, { '.projenrc.ts': rcWith(SHOP) });
    synthIn(folder);
    const head = commitAll(outer);
    const stdout = await released(folder, 'prod', { image: ':abc', json: true });
    expect((JSON.parse(stdout) as { revision: string }).revision).toBe(head);
  });

  test('gives on what the environment before runs, with its digest', async () => {
    const { folder } = committed();
    await released(folder, 'dev', { image: `:0a1b2c@${DIGEST}` });
    await released(folder, 'prod', { from: 'dev' });
    expect(imageOf(folder, 'prod')).toEqual({ digest: DIGEST, name: IMAGE, newTag: '0a1b2c' });
  });

  test('leaves the other environments and apps alone', async () => {
    const { folder } = committed({ ...SHOP, apps: { storefront: {}, other: {} } });
    await released(folder, 'dev', { image: ':one' });
    const before = contents(folder);
    await released(folder, 'prod', { image: ':two' });
    expect(differences(before, contents(folder))).toEqual([APPLICATIONS, imageFile('prod')]);
    expect(read(folder, APPLICATIONS)).not.toContain('storefront-dev');
  });
});

describe('setting the same release again', () => {
  test.each(['dev', 'prod'])('changes no byte in %s, and says so', async (environment) => {
    const { folder } = committed();
    await released(folder, environment, { image: `:0a1b2c@${DIGEST}` });
    const before = contents(folder);
    const again = await released(folder, environment, { image: `:0a1b2c@${DIGEST}` });
    expect(differences(before, contents(folder))).toEqual([]);
    expect(again).toMatch(
      /already has docker\.io\/acme\/storefront:0a1b2c@sha256:a+( with .*)?; nothing to change\.\n$/,
    );
  });

  test('is left by the next synth as it is', async () => {
    const { folder } = committed();
    await released(folder, 'dev', { image: `:0a1b2c@${DIGEST}` });
    await released(folder, 'prod', { from: 'dev' });
    const before = contents(folder);
    expect(synthIn(folder)).toContain('nothing to change');
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('another release changes values alone, line by line', async () => {
    const { folder } = committed();
    await released(folder, 'prod', { image: `:one@${DIGEST}` });
    const head = commitAll(folder);
    await released(folder, 'prod', { image: `:two@${OTHER_DIGEST}`, revision: head });
    const changed = git(folder, 'diff', '--numstat').split('\n');
    expect(changed).toEqual([`2\t2\t${APPLICATIONS}`, `2\t2\t${imageFile('prod')}`]);
  });

  test('comments that a person added stay in the image file', async () => {
    const { folder } = committed();
    writeFiles(folder, { [imageFile('dev')]: `# A word of ours.\n${read(folder, imageFile('dev'))}` });
    await released(folder, 'dev', { image: ':abc' });
    expect(read(folder, imageFile('dev'))).toContain('# A word of ours.\n');
  });
});

describe('a release is refused with nothing changed', () => {
  /** One repository for all refusals: each of them leaves it as it was. */
  let folder: string;

  beforeAll(() => {
    folder = committed().folder;
  });

  test.each<[string, object, string]>([
    ['the registry', { registry: undefined }, "registry (as in registry: 'docker.io/acme')"],
    [
      'repoUrl and the registry',
      { registry: undefined, repoUrl: undefined },
      "repoUrl (as in repoUrl: 'https://github.com/acme/shop') and registry (as in registry: 'docker.io/acme')",
    ],
  ])('until %s is set', async (_what, options, names) => {
    const { folder: own } = committed({ ...SHOP, ...options });
    expect(await refused(own, 'dev', { image: ':abc' })).toBe(`1: cannot release until .projenrc.ts sets ${names}`);
  });

  test('for an app or an environment that does not exist, with the nearest name', async () => {
    expect(await refused(folder, 'dev', { image: ':abc' }, 'storefrnt')).toBe(
      '2: no app storefrnt: did you mean storefront?',
    );
    expect(await refused(folder, 'dev', { image: ':abc' }, 'nonsense')).toBe('2: no app nonsense: known: storefront');
    expect(await refused(folder, 'prd', { image: ':abc' })).toBe('2: no environment prd: did you mean prod?');
    expect(await refused(folder, 'qualification', { image: ':abc' })).toBe(
      '2: no environment qualification: known: dev, prod',
    );
    expect(await refused(folder, 'prod', { from: 'prood' })).toBe('2: no environment prood: did you mean prod?');
  });

  test('when there is no app at all', async () => {
    const { folder: own } = committed({ ...SHOP, apps: {} });
    expect(await refused(own, 'dev', { image: ':abc' })).toBe('2: no app storefront: known: none');
  });

  test('unless it says either an image or an environment', async () => {
    const message = '2: set either --image NAME:TAG@DIGEST or --from ENVIRONMENT';
    expect(await refused(folder, 'prod', {})).toBe(message);
    expect(await refused(folder, 'prod', { image: ':abc', from: 'dev' })).toBe(message);
  });

  test.each([
    'abc',
    '',
    ':',
    `${IMAGE}`,
    `${IMAGE}@${DIGEST}`,
    ':abc@sha256:short',
    ':a b',
    ':abc@sha512:00',
    '--help',
  ])('of %p, which is no image with a tag', async (image) => {
    expect(await refused(folder, 'dev', { image })).toBe(
      `2: --image must be IMAGE:TAG or IMAGE:TAG@sha256:DIGEST, got ${image}`,
    );
  });

  test('of another app’s image', async () => {
    expect(await refused(folder, 'dev', { image: 'docker.io/acme/other:abc' })).toBe(
      `2: --image must be an image of storefront, ${IMAGE}, got docker.io/acme/other`,
    );
  });

  test.each(['latest', 'dev-latest', 'main', 'release-2'])('of the tag %s, which moves', async (tag) => {
    const options = { ...SHOP, environments: { dev: { branch: 'release-2' }, prod: {} } };
    const { folder: own } = committed(options);
    expect(await refused(own, 'dev', { image: `:${tag}` })).toBe(
      `1: --image must have a tag that never moves, such as the commit of the image, got ${tag}`,
    );
  });

  test('from an environment that has no release', async () => {
    expect(await refused(folder, 'prod', { from: 'dev' })).toBe(
      '1: dev has no release of storefront yet: release to it first, or git pull',
    );
  });

  test('with a revision for an environment that tracks a branch', async () => {
    expect(await refused(folder, 'dev', { image: ':abc', revision: 'HEAD' })).toBe(
      '2: --revision needs a gated environment; dev tracks main: omit --revision',
    );
  });

  test.each(['nonsense', '--all', '', 'HEAD:Makefile'])(
    'with the revision %p, which is no commit',
    async (revision) => {
      expect(await refused(folder, 'prod', { image: ':abc', revision })).toBe(
        `2: --revision must be a commit, got ${revision}; prod runs committed configuration`,
      );
    },
  );

  test('with a revision that does not have the overlay yet', async () => {
    const own = repositoryWith();
    git(own, 'init', '--quiet', '--initial-branch=main');
    git(own, 'commit', '--quiet', '--allow-empty', '--message=first');
    const head = git(own, 'rev-parse', 'HEAD');
    expect(await refused(own, 'prod', { image: ':abc' })).toBe(
      `2: commit ${head} has no apps/storefront/k8s/overlays/prod/kustomization.yaml: commit the files that npx projen wrote, ` +
        'then release',
    );
  });

  test('to a gated environment without commits, or without git', async () => {
    const own = repositoryWith();
    git(own, 'init', '--quiet');
    const message = '2: --revision must be a commit, got HEAD; prod runs committed configuration';
    expect(await refused(own, 'prod', { image: ':abc' })).toBe(message);
    const { code, stderr } = await answer(() =>
      withoutPrograms(() => runRelease(own, 'storefront', 'prod', { image: ':abc' })),
    );
    expect([code, stderr]).toEqual([2, 'git is required but failed to start: spawnSync ENOENT\n']);
  });

  test('before synth has written the release files', async () => {
    const { folder: own } = committed();
    const options = { ...SHOP, apps: { storefront: {}, newer: {} } };
    writeFiles(own, { '.projenrc.ts': rcWith(options) });
    expect(await refused(own, 'dev', { image: ':abc' }, 'newer')).toBe(
      '2: apps/newer/k8s/overlays/dev/release/kustomization.yaml is missing: run npx projen first',
    );
  });

  test('without kustomize', async () => {
    const before = contents(folder);
    const { code, stderr } = await answer(() =>
      withEnvironment({ PYTHON_GITOPS_CACHE: temporaryFolder() }, () =>
        withoutPrograms(() => runRelease(folder, 'storefront', 'dev', { image: ':abc' })),
      ),
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining('Run make tools')]);
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('while a release file is broken', async () => {
    const { folder: own } = committed();
    writeFiles(own, { [APPLICATIONS]: '<<<<<<< HEAD\n' });
    await expect(run(own, 'dev', { image: ':abc' })).rejects.toMatchObject({
      findings: [{ code: 'bad-release-file', path: APPLICATIONS }],
    });
    expect(readFileSync(join(own, APPLICATIONS), 'utf8')).toBe('<<<<<<< HEAD\n');
  });
});

test('a release commits nothing', async () => {
  const { folder, head } = committed();
  await released(folder, 'dev', { image: ':abc' });
  expect(git(folder, 'rev-parse', 'HEAD')).toBe(head);
  expect(
    git(folder, 'status', '--porcelain')
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual([`M ${APPLICATIONS}`, `M ${imageFile('dev')}`]);
});

test('an environment that was gated and is no more follows its branch from its next release on', async () => {
  const { folder } = committed();
  await released(folder, 'prod', { image: ':abc' });
  expect(read(folder, APPLICATIONS)).toContain('targetRevision');
  const ungated = { ...SHOP, environments: { dev: {}, prod: { gated: false } } };
  writeFiles(folder, { '.projenrc.ts': rcWith(ungated) });
  synthIn(folder, ungated);
  await released(folder, 'prod', { image: ':def' });
  expect(read(folder, APPLICATIONS)).not.toContain('targetRevision');
  expect(imageOf(folder, 'prod')).toEqual({ name: IMAGE, newTag: 'def' });
});

import type { Finding } from '../../../src/common/findings';
import { resolve } from '../../../src/config/resolve';
import type { ApplicationRelease } from '../../../src/releases/files/application-file';
import {
  applicationFilePath,
  parseApplicationFile,
  renderApplicationFile,
} from '../../../src/releases/files/application-file';
import type { ImageRelease } from '../../../src/releases/files/image-file';
import { imageFilePath, parseImageFile, renderImageFile } from '../../../src/releases/files/image-file';
import { isReleased } from '../../../src/releases/files/reconcile';
import { summary } from '../../support/config-check';
import type { Disk } from '../../support/config-release';
import { DIGEST, onlyApp, reconcile, reconciled, SHA, shopRepository } from '../../support/config-release';

const APPLICATIONS = applicationFilePath('web');
const DEV = imageFilePath('web', 'dev');
const STAGING = imageFilePath('web', 'staging');
const PROD = imageFilePath('web', 'prod');

const OLD = 'docker.io/acme/web';
const NEW = 'ghcr.io/acme/web';
const MOVED = { registry: 'ghcr.io/acme' };

const HELD: ApplicationRelease = { kind: 'held', namespace: 'argocd' };
const PINNED: ApplicationRelease = { kind: 'pinned', revision: SHA, image: `${OLD}=${OLD}:${SHA}@${DIGEST}` };

function imageFile(image: Partial<ImageRelease['image']> = {}, baseName = OLD): string {
  return renderImageFile({ baseName, image: { name: OLD, tag: SHA, digest: DIGEST, ...image } });
}

/** A repository that was synthesized once: everything is held back. */
function born(): Disk {
  return reconciled(shopRepository(), {});
}

/** One that was released everywhere: dev and staging track, prod is pinned. */
function released(): Disk {
  return {
    [DEV]: imageFile(),
    [STAGING]: imageFile(),
    [PROD]: imageFile(),
    [APPLICATIONS]: renderApplicationFile(new Map([['web-prod', PINNED]])),
  };
}

function applications(disk: Disk): Record<string, ApplicationRelease> {
  const parsed = parseApplicationFile(disk[APPLICATIONS]);
  if (!parsed) throw new Error(`not an application file:\n${disk[APPLICATIONS]}`);
  return Object.fromEntries(parsed);
}

describe('a new app', () => {
  test('has an image file for each environment and one application file, in the order of releases', () => {
    expect(Object.keys(born())).toEqual([DEV, STAGING, PROD, APPLICATIONS]);
  });

  test('has the seed’s tags, and every Application is held back', () => {
    const disk = born();
    expect([DEV, STAGING, PROD].map((path) => parseImageFile(disk[path])?.image)).toEqual([
      { name: OLD, tag: 'dev-latest' },
      { name: OLD, tag: 'staging-latest' },
      { name: OLD, tag: 'v1.0.0' },
    ]);
    expect(applications(disk)).toEqual({ 'web-dev': HELD, 'web-staging': HELD, 'web-prod': HELD });
  });

  test('is not released anywhere', () => {
    const { releases } = reconcile(shopRepository(), born());
    expect(onlyApp(shopRepository()).environments.map((own) => isReleased(releases, own))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('has release files with their owner, their option and what to do instead', () => {
    const { releases } = reconcile(shopRepository(), {});
    expect(releases.files.map((file) => [file.owner, file.option])).toEqual([
      ['release', 'apps.web.environments.dev'],
      ['release', 'apps.web.environments.staging'],
      ['release', 'apps.web.environments.prod'],
      ['release', 'apps.web'],
    ]);
    for (const file of releases.files) expect(file.instead).toMatch(/release.*\bweb\b/);
  });
});

describe('release files that are in line with the config', () => {
  test.each([
    ['just created', born()],
    ['released', released()],
  ])('keep every byte when %s', (_name, disk) => {
    expect(reconciled(shopRepository(), disk)).toEqual(disk);
  });

  test('keep comments and the form in which someone wrote them', () => {
    const disk = {
      ...released(),
      [DEV]: `# why: incident 12\n${imageFile()}# end\n`,
      [APPLICATIONS]: `# frozen until Monday\n${released()[APPLICATIONS].replaceAll('\n', '\r\n')}`,
    };
    expect(reconciled(shopRepository(), disk)).toEqual(disk);
  });

  test('show what runs', () => {
    const { releases } = reconcile(shopRepository(), released());
    expect(Object.fromEntries(releases.images)).toEqual({
      dev: { baseName: OLD, image: { name: OLD, tag: SHA, digest: DIGEST } },
      staging: { baseName: OLD, image: { name: OLD, tag: SHA, digest: DIGEST } },
      prod: { baseName: OLD, image: { name: OLD, tag: SHA, digest: DIGEST } },
    });
    expect(Object.fromEntries(releases.applications)).toEqual({
      'web-dev': { kind: 'tracking' },
      'web-staging': { kind: 'tracking' },
      'web-prod': PINNED,
    });
    expect(onlyApp(shopRepository()).environments.map((own) => isReleased(releases, own))).toEqual([true, true, true]);
  });

  test('know a release by its Application: an image alone, while it is held back, is none', () => {
    const disk = { ...born(), [DEV]: imageFile() };
    const { releases } = reconcile(shopRepository(), disk);
    expect(isReleased(releases, onlyApp(shopRepository()).environments[0])).toBe(false);
  });

  test('recognize a release of the tag that the environment was created with', () => {
    const image = { name: OLD, tag: 'v1.0.0', digest: undefined };
    const pin: ApplicationRelease = { kind: 'pinned', revision: SHA, image: `${OLD}=${OLD}:v1.0.0` };
    const disk = {
      ...released(),
      [PROD]: imageFile(image),
      [APPLICATIONS]: renderApplicationFile(new Map([['web-prod', pin]])),
    };
    const { releases } = reconcile(shopRepository(), disk);
    expect(isReleased(releases, onlyApp(shopRepository()).environments[2])).toBe(true);
  });
});

describe('a new environment', () => {
  const four = { environments: { dev: {}, staging: {}, canary: {}, prod: {} } };

  test('is held back, and what runs elsewhere is not touched', () => {
    const disk = reconciled(shopRepository(four), released());
    expect(parseImageFile(disk[imageFilePath('web', 'canary')])?.image).toEqual({ name: OLD, tag: 'canary-latest' });
    expect(applications(disk)).toEqual({ 'web-canary': HELD, 'web-prod': PINNED });
    for (const path of [DEV, STAGING, PROD]) expect(disk[path]).toBe(released()[path]);
  });

  test('is held back in an app where everything tracks, too', () => {
    const tracking = { ...released(), [APPLICATIONS]: renderApplicationFile(new Map()) };
    expect(applications(reconciled(shopRepository(four), tracking))).toEqual({ 'web-canary': HELD });
  });

  test('stays held back at the next synth, and the one after', () => {
    const once = reconciled(shopRepository(four), released());
    expect(reconciled(shopRepository(four), once)).toEqual(once);
  });

  test('after the last one changes neither what runs in the one before, nor that it was never released', () => {
    const after = shopRepository({ environments: { dev: {}, staging: {}, prod: {}, dr: {} } });
    expect(reconciled(after, released())[PROD]).toBe(released()[PROD]);
    const { releases } = reconcile(after, born());
    expect(onlyApp(after).environments.map((own) => isReleased(releases, own))).toEqual([false, false, false, false]);
  });
});

describe('an environment that is gone', () => {
  const two = { environments: { dev: {}, prod: {} } };

  test('leaves no file and no patch', () => {
    const disk = reconciled(shopRepository(two), born());
    expect(Object.keys(disk)).toEqual([DEV, PROD, APPLICATIONS]);
    expect(applications(disk)).toEqual({ 'web-dev': HELD, 'web-prod': HELD });
  });

  test('leaves what the others run as it is', () => {
    const { [STAGING]: _gone, ...rest } = released();
    expect(reconciled(shopRepository(two), released())).toEqual(rest);
  });
});

describe('another namespace for Argo CD', () => {
  test('is followed by everything that is held back', () => {
    const held: ApplicationRelease = { kind: 'held', namespace: 'gitops' };
    const disk = reconciled(shopRepository({ argocd: { namespace: 'gitops' } }), born());
    expect(applications(disk)).toEqual({ 'web-dev': held, 'web-staging': held, 'web-prod': held });
  });

  test('changes nothing of what is released', () => {
    expect(reconciled(shopRepository({ argocd: { namespace: 'gitops' } }), released())).toEqual(released());
  });
});

describe('another registry', () => {
  test('gives an environment that was never released its first image under the new name', () => {
    const disk = reconciled(shopRepository(MOVED), born());
    expect(disk).toEqual(reconciled(shopRepository(MOVED), {}));
    expect(parseImageFile(disk[DEV])).toEqual({ baseName: NEW, image: { name: NEW, tag: 'dev-latest' } });
  });

  test('keeps what runs under its full name, and only the key follows the base', () => {
    const disk = reconciled(shopRepository(MOVED), released());
    for (const path of [DEV, STAGING, PROD]) {
      expect(parseImageFile(disk[path])).toEqual({
        baseName: NEW,
        image: { name: OLD, tag: SHA, digest: DIGEST },
      });
    }
    expect(disk[APPLICATIONS]).toBe(released()[APPLICATIONS]);
  });

  test('that changes again keeps it still, and one that changes back needs no second name', () => {
    const moved = reconciled(shopRepository(MOVED), released());
    const again = reconciled(shopRepository({ registry: 'quay.io/acme' }), moved);
    expect(parseImageFile(again[DEV])).toEqual({
      baseName: 'quay.io/acme/web',
      image: { name: OLD, tag: SHA, digest: DIGEST },
    });
    expect(reconciled(shopRepository(), moved)).toEqual(released());
  });

  test('that is set for the first time replaces the local name', () => {
    const local = reconciled(shopRepository({ registry: undefined }), {});
    expect(parseImageFile(local[PROD])?.baseName).toBe('localhost/web');
    expect(reconciled(shopRepository(), local)).toEqual(born());
  });

  test('never changes what a tracking environment runs, also when that has the tag it was created with', () => {
    // A release to an environment that is not gated lifts what held it back; the image file alone decides what runs.
    const open = { environments: { dev: {}, prod: { gated: false } } };
    const running = {
      [DEV]: imageFile(),
      [PROD]: imageFile({ tag: 'v1.0.0', digest: undefined }),
      [APPLICATIONS]: renderApplicationFile(new Map()),
    };
    const disk = reconciled(shopRepository({ ...open, ...MOVED }), running);
    expect(parseImageFile(disk[PROD])?.image).toEqual({ name: OLD, tag: 'v1.0.0' });
  });

  test('does not keep the old name of an environment that is held back, whatever its tag', () => {
    // The last environment was created with v1.0.0; as one between, its first tag would be prod-latest.
    const after = shopRepository({ environments: { dev: {}, staging: {}, prod: {}, dr: {} }, ...MOVED });
    expect(parseImageFile(reconciled(after, born())[PROD])?.image.name).toBe(NEW);
  });
});

describe('an image file of another app', () => {
  test('is refused: taking it for a change of the registry would run the other app', () => {
    const disk = { ...released(), [DEV]: imageFile({ name: 'docker.io/acme/other' }, 'docker.io/acme/other') };
    expect(reconcile(shopRepository(), disk).findings.map((finding) => [finding.code, finding.path])).toEqual([
      ['bad-release-file', DEV],
    ]);
  });
});

describe('a release file of a bad shape', () => {
  test('is a finding with the command that restores it; all of them are found at once', () => {
    const disk = { [DEV]: 'hello\n', [STAGING]: imageFile(), [PROD]: '', [APPLICATIONS]: '<<<<<<< HEAD\n' };
    const { findings } = reconcile(shopRepository(), disk);
    expect(summary(findings)).toEqual([DEV, PROD, APPLICATIONS].map((path) => `${path} bad-release-file`).sort());
    const about = (path: string): Finding | undefined => findings.find((finding) => finding.path === path);
    expect(about(DEV)).toEqual({
      code: 'bad-release-file',
      path: DEV,
      must: 'contain one image of this app with a tag, and nothing else',
      got: 'other content, or invalid YAML',
      fix: `restore it with git checkout HEAD -- ${DEV}`,
    });
    expect(about(APPLICATIONS)?.must).toBe('hold back or pin Applications of this app, and nothing else');
  });

  test('that is lost while something is released is a finding: Argo CD would remove what runs', () => {
    const { [APPLICATIONS]: _file, ...withoutApplications } = released();
    const lost = {
      code: 'bad-release-file',
      got: 'nothing',
      fix: `restore it with git checkout HEAD -- ${APPLICATIONS}`,
    };
    expect(reconcile(shopRepository(), withoutApplications).findings).toMatchObject([{ ...lost, path: APPLICATIONS }]);
    const { [DEV]: _dev, ...rest } = released();
    const withoutImage = { ...rest, 'apps/web/k8s/overlays/dev/kustomization.yaml': 'kind: Kustomization\n' };
    expect(reconcile(shopRepository(), withoutImage).findings).toMatchObject([{ code: 'bad-release-file', path: DEV }]);
  });

  test('that is not there yet begins as not released', () => {
    const { [DEV]: _image, ...withoutImage } = released();
    const disk = reconciled(shopRepository(), withoutImage);
    expect(disk[DEV]).toBe(born()[DEV]);
    expect(applications(disk)).toEqual({ 'web-dev': HELD, 'web-prod': PINNED });
  });
});

test('an app called like a member of every object is released like any other one', () => {
  const repository = resolve({ name: 'shop', environments: { constructor: {} }, apps: { constructor: {} } });
  const disk = reconciled(repository, {});
  expect(Object.keys(disk)).toEqual([imageFilePath('constructor', 'constructor'), applicationFilePath('constructor')]);
  expect(reconciled(repository, disk)).toEqual(disk);
});

describe('an environment in several clusters', () => {
  const clusters = { eu: { name: 'eu' }, us: { name: 'us' } };
  const environments = (own: object): object => ({ dev: {}, staging: {}, prod: own });
  const moved = (own: object) => shopRepository({ environments: environments(own) as never });

  test('has one state: each of its Applications is told the same', () => {
    const disk = reconciled(moved({ clusters }), {
      ...released(),
      [APPLICATIONS]: renderApplicationFile(
        new Map([
          ['web-prod-eu', PINNED],
          ['web-prod-us', PINNED],
        ]),
      ),
    });
    expect(applications(disk)).toEqual({ 'web-prod-eu': PINNED, 'web-prod-us': PINNED });
  });

  test('gives a new cluster what the others run', () => {
    const one = renderApplicationFile(new Map([['web-prod-eu', PINNED]]));
    const disk = reconciled(moved({ clusters }), { ...released(), [APPLICATIONS]: one });
    expect(applications(disk)).toEqual({ 'web-prod-eu': PINNED, 'web-prod-us': PINNED });
  });

  test('keeps what ran when its clusters get names', () => {
    expect(applications(reconciled(moved({ clusters }), released()))).toEqual({
      'web-prod-eu': PINNED,
      'web-prod-us': PINNED,
    });
  });

  test('is held back as a whole until it is released', () => {
    const disk = reconciled(moved({ clusters }), {});
    expect(Object.keys(applications(disk)).sort()).toEqual(['web-dev', 'web-prod-eu', 'web-prod-us', 'web-staging']);
  });
});

describe('a repository that manages nothing of Argo CD', () => {
  const repository = shopRepository({ argocd: { manages: 'nothing' } });

  test('has image files only, and is released once they have a released image', () => {
    const { [APPLICATIONS]: none, ...images } = released();
    expect(none).toBeDefined();
    expect(Object.keys(reconciled(repository, {}))).toEqual([DEV, STAGING, PROD]);
    expect(reconciled(repository, images)).toEqual(images);
  });
});

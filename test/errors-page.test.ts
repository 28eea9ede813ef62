import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, shop } from './support/config-check';
import { reconcile, shopRepository } from './support/config-release';
import { releasesOf } from './support/render-cases';
import { temporaryFolder } from './support/repository';
import { changesBetween } from '../src/cli/repository/steady';
import type { Finding, FindingCode } from '../src/common/findings';
import { CODES, FindingsError, formatFindings } from '../src/common/findings';
import type { PythonGitOpsAppOptions } from '../src/config/options';
import { resolve } from '../src/config/resolve';
import { validate } from '../src/config/validate';
import { Folder } from '../src/files/disk/folder';
import { plan } from '../src/files/disk/plan';
import { Tree } from '../src/files/tree/tree';
import { parseDiagnostics } from '../src/project/projen/type-check';
import { checkAppEscapes, escapeFiles } from '../src/project/synthesis/escapes';
import { readExtras } from '../src/project/synthesis/extras';
import { Locks } from '../src/project/synthesis/locks';
import { removalFindings } from '../src/project/synthesis/removals';
import { applicationFilePath, renderApplicationFile } from '../src/releases/files/application-file';
import { renderRepository } from '../src/render/repository';

const PAGE = readFileSync(join(__dirname, '..', 'docs', 'errors.md'), 'utf8');

/** The findings of escape hatches in an otherwise valid config. */
function escaped(more: Partial<PythonGitOpsAppOptions>, files: Record<string, string> = {}): readonly Finding[] {
  const options = { name: 'shop', apps: { web: {} }, ...more };
  expect(check(options)).toEqual([]);
  const repository = resolve(options);
  const { findings } = escapeFiles(repository, renderRepository(repository, releasesOf(repository)));
  return [
    ...checkAppEscapes(
      repository,
      readExtras(repository, (path) => files[path]),
    ),
    ...findings,
  ];
}

const patched = (patch: object): readonly Finding[] => escaped({ apps: { web: { patches: [patch as never] } } });

function conflict(): readonly Finding[] {
  const file = { path: 'apps/web/Makefile', content: '', owner: 'generated' as const, instead: '' };
  const tree = new Tree();
  tree.add({ ...file, option: 'apps.web' });
  try {
    tree.add({ ...file, option: 'apps.other' });
  } catch (error) {
    return (error as FindingsError).findings;
  }
  return [];
}

/** The finding for a folder with the name of a generated file. */
function folderInTheWay(): readonly Finding[] {
  const root = temporaryFolder();
  mkdirSync(join(root, 'apps/web/Dockerfile'), { recursive: true });
  const tree = new Tree();
  tree.add({ path: 'apps/web/Dockerfile', content: '', owner: 'generated', option: 'apps.web', instead: '' });
  return plan(tree, new Folder(root)).findings;
}

/** A repository whose released app disappears. */
function removal(): readonly Finding[] {
  const options = { name: 'shop', repoUrl: 'https://github.com/acme/shop', registry: 'docker.io/acme' };
  const files = renderRepository(resolve({ ...options, apps: { web: {} } }), new Map());
  const texts = new Map([
    ...files.map(({ path, content }) => [path, content] as const),
    [applicationFilePath('web'), renderApplicationFile(new Map())],
  ]);
  const rendering = { repository: resolve(options), releases: new Map(), tree: new Tree() };
  return removalFindings({ apps: ['web'], read: (path) => texts.get(path), has: () => false }, rendering);
}

/** An example of each code. */
const EXAMPLES: Readonly<Record<FindingCode, () => readonly Finding[]>> = {
  'unknown-key': () => validate(shop({ apps: { web: { prot: 8080 } } })),
  'wrong-type': () => validate(shop({ apps: { web: { port: '8080' } } })),
  'type-error': () =>
    parseDiagnostics(".projenrc.ts(8,14): error TS2322: Type 'string' is not assignable to type 'number'.\n"),
  'changing-value': () => changesBetween({ apps: { web: { replicas: 3 } } }, { apps: { web: { replicas: 7 } } }),
  'invalid-value': () => validate(shop({ apps: { web: { port: 80 } } })),
  'missing-option': () => validate(shop({ apps: { web: { workloads: { web: {}, mailer: { type: 'worker' } } } } })),
  'conflicting-options': () => validate(shop({ apps: { web: { memory: '256Mi', memoryLimit: '128Mi' } } })),
  'not-unique': () => validate(shop({ environments: { dev: {} }, apps: { a: {}, b: { namespace: 'a-dev' } } })),
  'unknown-environment': () => validate(shop({ apps: { web: { environments: { produ: {} } } } })),
  'unknown-app': () =>
    validate(shop({ apps: { web: {} }, ciSteps: { afterTests: [{ name: 'a', run: 'b', apps: ['wbe'] }] } })),
  'unknown-workload': () => validate(shop({ apps: { web: { environments: { dev: { workloads: { wbe: {} } } } } } })),
  'unknown-file': () => escaped({ takeOver: ['apps/web/Dockerfil'] }),
  'missing-file': () => escaped({ apps: { web: { extraManifests: ['redis.yaml'] } } }),
  'plaintext-secret': () =>
    escaped(
      { apps: { web: { extraManifests: ['redis.yaml'] } } },
      {
        'apps/web/k8s/extra/redis.yaml':
          'apiVersion: v1\nkind: Secret\nmetadata:\n  name: redis\nstringData:\n  PASSWORD: value\n',
      },
    ),
  'patch-failed': () => patched({ kind: 'Deployment', operations: [{ op: 'remove', path: '/spec/paused' }] }),
  'invalid-manifest': () => patched({ kind: 'Deployment', merge: { spec: { minReadySecs: 10 } } }),
  forbidden: () => validate(shop({ organization: { forbid: ['takeOver'] }, takeOver: ['Makefile'] })),
  'removes-release': removal,
  'bad-release-file': () =>
    reconcile(shopRepository(), { [applicationFilePath('web')]: 'kind: Deployment\n' }).findings,
  'lock-too-old': () =>
    new Locks((path) => (path.endsWith('test.txt') ? undefined : LOCK))
      .check(resolve({ name: 'shop', apps: { web: {} } }))
      .slice(0, 1),
  'path-conflict': conflict,
  'unsafe-path': folderInTheWay,
};

const LOCK = 'flask==2.0.0\ngranian==2.8.0\nprometheus-client==0.21.0\n';

/** A section of the page. */
function sectionOf(code: string): string {
  return new RegExp(`^## ${code}\n([^]*?)(?=^## |(?![^]))`, 'm').exec(PAGE)?.[1] ?? '';
}

test('the page has a section for each code, and no others', () => {
  const sections = [...PAGE.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  expect(sections).toEqual(Object.keys(CODES));
});

test.each(Object.entries(EXAMPLES))('%s is shown with its exact output', (code, example) => {
  const findings = example();
  expect(findings.map((finding) => finding.code)).toEqual([code]);
  const [, ...lines] = formatFindings(findings).split('\n');
  expect(sectionOf(code)).toContain(
    lines
      .slice(1)
      .map((line) => `${line}\n`)
      .join(''),
  );
});

test.each(Object.entries(CODES))('%s is explained: %s', (code, meaning) => {
  expect(sectionOf(code).replace(/\s+/g, ' ').toLowerCase()).toContain(meaning.toLowerCase());
});

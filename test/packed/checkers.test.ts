import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sealEverything } from './released';
import { render, tracked } from './subject';
import * as support from './support';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';
import type { Subject } from '../support/checkers';
import { CHECKERS } from '../support/checkers';
import { FIVE } from '../support/render-cases';
import { DEFAULT, EVERY_OPTION, extraManifests, FIVE_APPS } from '../support/repositories';

jest.setTimeout(300_000);
afterAll(support.cleanUp);

const { git, gitops } = support;

const DIGEST = `sha256:${'5'.repeat(64)}`;

/**
 * Findings of checkers that a config asks for explicitly: no limit of CPU, a limit of memory above the request, an
 * autoscaler that begins with one pod, workers without probes, secrets as variables, and jobs that stay for their logs.
 * And what they print around it.
 */
const MEANT = [
  /CPU limits? (?:should be|is not) set|CKV_K8S_11|requests does not match limits/,
  /HPA few replicas|hpa-minimum-three-replicas|ttlSecondsAfterFinished|no-rolling-update-strategy/,
  /(?:liveness|readiness) probe|CKV_K8S_[89] /,
  /check: read-secret-from-env-var|unknown secret "[a-z-]+-secrets" \(check: env-value-from/,
  /^KubeLinter |^Error: found \d+ lint errors$|^\s*$/,
];
const MEAN_IT = ['every-option', 'market'];

function isMeant(repository: string, line: string): boolean {
  return MEAN_IT.includes(repository) && MEANT.some((pattern) => pattern.test(line));
}

/** A repository with a config, made by the packed library, in which every environment of every app was released. */
function releasedRepository(options: PythonGitOpsAppOptions): string {
  const folder = support.makeFolder(options.name);
  const installed = support.repository();
  support.copyPackages(installed, folder);
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(installed, name), join(folder, name));
  const config = JSON.stringify(options, undefined, 2);
  const rc = `import { PythonGitOpsApp } from '@org/python-gitops-app';\n\nnew PythonGitOpsApp(${config}).synth();\n`;
  writeFileSync(join(folder, '.projenrc.ts'), rc);
  for (const [path, content] of Object.entries(extraManifests(options))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  git(folder, 'init', '--quiet', '--initial-branch=main');
  gitops(folder, ['synth']);
  sealEverything(folder, options);
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'Create it');
  const commit = git(folder, 'rev-parse', 'HEAD').trim();
  const environments = Object.keys(options.environments ?? { dev: {}, staging: {}, prod: {} });
  const image = `:${commit}@${DIGEST}`;
  support.gitopsAll(
    folder,
    Object.keys(options.apps ?? {}).flatMap((app) =>
      environments.map((environment) => ['release', app, environment, '--image', image]),
    ),
  );
  git(folder, 'add', '--all');
  return folder;
}

describe('over a naive tree', () => {
  let subject: Subject;
  beforeAll(() => {
    const root = join(support.makeFolder('naive'), 'repository');
    cpSync(join(__dirname, '..', 'fixtures', 'naive'), root, { recursive: true });
    subject = render(root);
  });

  test.each(CHECKERS)('$name fires', ({ check, fires }) => {
    const { clean, output } = check(subject);
    for (const finding of fires) expect(output).toContain(finding);
    expect(clean).toBe(false);
  });
});

describe.each([
  ['the default repository', DEFAULT],
  ['a repository with every option', EVERY_OPTION],
  ['a repository with five apps', FIVE_APPS],
  ['a repository whose apps use what the options offer', FIVE],
])('over %s', (_, options) => {
  let subject: Subject;
  beforeAll(() => {
    subject = render(tracked(releasedRepository(options)));
  });

  test('every environment is rendered, and the root with its Applications', () => {
    const environments = Object.keys(options.environments ?? { dev: {}, staging: {}, prod: {} });
    const names = Object.keys(options.apps ?? {}).flatMap((app) => environments.map((name) => `${app}-${name}`));
    const rendered = support.readTree(subject.rendered);
    expect([...rendered.keys()].sort()).toEqual([...names, 'root'].map((name) => `${name}.yaml`).sort());
    const { apps, observability } = resolve(options);
    const own = apps.flatMap((app) => app.environments.flatMap((there) => there.applications));
    const all = [...own, ...(observability.rules === 'none' ? [] : observability.applications)];
    expect(rendered.get('root.yaml')?.match(/^kind: Application$/gm)).toHaveLength(all.length);
  });

  test.each(CHECKERS)('$name finds nothing', ({ name, check }) => {
    const { clean, output } = check(subject);
    const left = output.split('\n').filter((line) => !isMeant(options.name, line));
    if (!clean && left.length > 0) throw new Error(`${name} has findings:\n${left.join('\n')}`);
  });
});

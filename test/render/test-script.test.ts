import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderAppFiles } from '../../src/render/app-files';
import { renderRepositoryFiles } from '../../src/render/repository-files';
import { appOf, byPath, contentOf, DEFAULT, repositoryOf } from '../support/render-cases';
import { removeFolders, writeTree } from '../support/render-disk';

afterAll(removeFolders);

/** A Python that logs its arguments, and returns the statuses in `STATUSES` one after the other. */
const PYTHON = `#!/usr/bin/env bash
echo "$*" >>"\${LOG}"
n="$(grep -c '' "\${LOG}")"
exit "$(cut -d ' ' -f "$n" <<<"\${STATUSES}")"
`;

/** Runs scripts/test.sh of an app, from another folder, with a pytest that returns these statuses. */
function runTests(args: readonly string[], statuses: readonly number[]) {
  const repository = repositoryOf(DEFAULT);
  const folder = writeTree(renderAppFiles(repository, appOf(repository, 'storefront')));
  const app = join(folder, 'apps/storefront');
  const program = (path: string, text: string): void => {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    writeFileSync(join(app, path), text);
    chmodSync(join(app, path), 0o755);
  };
  program('scripts/setup.sh', '#!/bin/sh\n');
  program('.venv/bin/python', PYTHON);
  const log = join(folder, 'log');
  writeFileSync(log, '');
  const { status, stderr } = spawnSync(join(app, 'scripts/test.sh'), args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, LOG: log, STATUSES: [...statuses, 0, 0].join(' ') },
  });
  return { status, stderr, calls: readFileSync(log, 'utf8').split('\n').slice(0, -1) };
}

const PYTEST = '-m pytest -p gitops_contract';
const YOURS = '--ignore=test/integration_test.py';

test.each<[string, string[], number[], number, string[]]>([
  [
    'without arguments: your tests with coverage, then the platform tests',
    [],
    [],
    0,
    [`${PYTEST} --cov ${YOURS}`, `${PYTEST} test/integration_test.py`],
  ],
  ['your tests fail: nothing else runs', [], [1], 1, [`${PYTEST} --cov ${YOURS}`]],
  ['your tests cannot be collected: nothing else runs', [], [2], 2, [`${PYTEST} --cov ${YOURS}`]],
  ['the platform tests fail', [], [0, 1], 1, [`${PYTEST} --cov ${YOURS}`, `${PYTEST} test/integration_test.py`]],
  [
    'there are no tests of yours: the platform tests, with coverage',
    [],
    [5],
    0,
    [`${PYTEST} --cov ${YOURS}`, `${PYTEST} --cov test/integration_test.py`],
  ],
  ['arguments: your tests only', ['-k', 'index'], [], 0, [`${PYTEST} ${YOURS} -k index`]],
  ['arguments that match nothing are not a success', ['-k', 'nothing'], [5], 5, [`${PYTEST} ${YOURS} -k nothing`]],
  ['one file', ['test/test_server.py', '-x'], [], 0, [`${PYTEST} ${YOURS} test/test_server.py -x`]],
  ['the platform tests, by name', ['test/integration_test.py'], [], 0, [`${PYTEST} test/integration_test.py`]],
  [
    'one of the platform tests',
    ['-v', 'test/integration_test.py::test_metrics'],
    [3],
    3,
    [`${PYTEST} -v test/integration_test.py::test_metrics`],
  ],
])('%s', (_case, args, statuses, status, calls) => {
  expect(runTests(args, statuses)).toEqual({ status, stderr: '', calls });
});

test('make check runs lint and tests before what needs npm packages or kustomize', () => {
  const makefile = contentOf(byPath(renderRepositoryFiles(repositoryOf(DEFAULT))), 'Makefile');
  expect(makefile.match(/^check:.*/gm)).toEqual(['check: lint test drift validate ## Run everything CI runs']);
  const needs = (target: string): string[] =>
    (new RegExp(`^${target}:([^#\\n]*)`, 'm').exec(makefile)?.[1] ?? 'none').trim().split(/\s+/);
  expect([needs('lint'), needs('test')]).toEqual([[''], ['']]);
  expect([needs('drift'), needs('validate')]).toEqual([['node_modules'], ['tools', 'node_modules']]);
});

import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkloadOptions } from '../../src/config/options';
import { renderAppFiles } from '../../src/render/app-files';
import { localRun } from '../../src/render/local-run';
import { byPath, contentOf, repositoryOf } from '../support/render-cases';
import { temporaryFolder, writeFiles } from '../support/repository';

function appWith(workloads: Record<string, WorkloadOptions>) {
  const repository = repositoryOf({ name: 'shop', apps: { shop: { port: 8080, workloads } } });
  const files = byPath(renderAppFiles(repository, repository.apps[0]));
  return { run: localRun(repository.apps[0]), content: (path: string) => contentOf(files, `apps/shop/${path}`) };
}

const OWN = { web: { type: 'service', command: ['gunicorn', '--bind', '0.0.0.0:$(PORT)', 'shop.wsgi'], port: 9000 } };
const MAILER = { command: ['python', '-m', 'mailer'] };

test.each<[string, Record<string, WorkloadOptions>, string, string | undefined, number, string]>([
  ['the default', { web: {} }, 'python -m gitops_runtime', undefined, 8080, ''],
  ['a service and a worker', { mailer: MAILER, web: {} }, 'python -m gitops_runtime', undefined, 8080, ''],
  [
    'one service of two',
    { admin: { type: 'service', ...MAILER }, web: {} },
    'python -m gitops_runtime',
    undefined,
    8080,
    '',
  ],
  [
    'a service',
    { web: { type: 'service', command: ['shop', 'serve'], port: 9000 } },
    'shop serve',
    'web',
    9000,
    'web has its own command',
  ],
  [
    'two services',
    { admin: { type: 'service', ...MAILER }, web: { type: 'service', command: ['shop'] } },
    'python -m mailer',
    'admin',
    8080,
    'admin has its own command',
  ],
  ['a worker', { mailer: { type: 'worker', ...MAILER } }, 'python -m mailer', 'mailer', 8080, 'shop has no service'],
])('with the command of %s', (_what, workloads, command, workload, port, notTested) => {
  expect(appWith(workloads).run).toEqual({ command, workload, port, notTested });
});

test.each([
  [['a', "it's", 'two words', '', '*'], "a\nit's\ntwo words\n\n*"],
  [['$HOME', '`id`', '"', '\\n', '!'], '$HOME\n`id`\n"\n\\n\n!'],
  [['--bind=0.0.0.0:$(PORT)', '$$(PORT)', 'a$$b'], '--bind=0.0.0.0:$(PORT)\n$$(PORT)\na$$b'],
])('make run passes %j literally, as pods get it', (args, printed) => {
  const { content } = appWith({ web: { type: 'service', command: ['shop-server', ...args], port: 9000 } });
  const folder = temporaryFolder();
  writeFiles(folder, {
    'scripts/server.sh': content('scripts/server.sh'),
    'scripts/setup.sh': '#!/bin/sh\n',
    'src/.keep': '',
    '.venv/bin/shop-server': '#!/bin/sh\nprintf "%s\\n" "$@"\n',
  });
  for (const path of ['scripts/server.sh', 'scripts/setup.sh', '.venv/bin/shop-server']) {
    chmodSync(join(folder, path), 0o755);
  }
  const { PORT: _port, ...env } = process.env;
  const { stdout, stderr } = spawnSync('bash', ['scripts/server.sh'], { cwd: folder, env, encoding: 'utf8' });
  expect([stderr, stdout]).toEqual(['', `${printed}\n`]);
});

test('the Makefile and the platform tests name the workload', () => {
  const { content } = appWith(OWN);
  expect(content('Makefile')).toContain('#| Runs the command of web in .projenrc.ts.\n');
  expect(content('Makefile')).not.toContain('in the same way as the container');
  expect(content('scripts/server.sh')).toContain('exec gunicorn --bind "0.0.0.0:\\$(PORT)" shop.wsgi\n');
  expect(content('test/gitops_contract.py')).toContain('NOT_TESTED: Final[str] = "web has its own command"\n');
  const usual = appWith({ web: {} });
  expect(usual.content('Makefile')).toContain('#| Serves on http://127.0.0.1:8080 in the same way as the container.\n');
  expect(usual.content('test/gitops_contract.py')).toContain('NOT_TESTED: Final[str] = ""\n');
});

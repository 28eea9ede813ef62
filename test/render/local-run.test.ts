import type { WorkloadOptions } from '../../src/config/options';
import { renderAppFiles } from '../../src/render/app-files';
import { localRun } from '../../src/render/local-run';
import { byPath, contentOf, repositoryOf } from '../support/render-cases';

function appWith(workloads: Record<string, WorkloadOptions>) {
  const repository = repositoryOf({
    name: 'shop',
    defaults: { env: { REGION: 'eu' } },
    environments: { dev: { env: { FLAG: 'on' } }, prod: {} },
    apps: { shop: { port: 8080, env: { GREETING: 'say "hi" \\ #1' }, workloads } },
  });
  const files = byPath(renderAppFiles(repository, repository.apps[0]));
  return { run: localRun(repository.apps[0]), content: (path: string) => contentOf(files, `apps/shop/${path}`) };
}

const OWN = { web: { type: 'service', command: ['gunicorn', '--bind', '0.0.0.0:$(PORT)', 'shop.wsgi'], port: 9000 } };
const MAILER = { command: ['python', '-m', 'mailer'] };

test.each<[string, Record<string, WorkloadOptions>, string, boolean, string]>([
  ['the default', { web: {} }, 'web', true, ''],
  ['a service and a worker', { mailer: MAILER, web: {} }, 'web', true, ''],
  ['one service of two', { admin: { type: 'service', ...MAILER }, web: {} }, 'web', true, ''],
  [
    'a service',
    { web: { type: 'service', command: ['shop', 'serve'], port: 9000 } },
    'web',
    false,
    'web has its own command',
  ],
  [
    'two services',
    { admin: { type: 'service', ...MAILER }, web: { type: 'service', command: ['shop'] } },
    'admin',
    false,
    'admin has its own command',
  ],
  ['a worker', { mailer: { type: 'worker', ...MAILER } }, 'mailer', false, 'shop has no service'],
])('with the command of %s', (_what, workloads, workload, isServer, notTested) => {
  expect(appWith(workloads).run).toEqual({ workload, isServer, notTested });
});

test('the Makefile and the platform tests name the workload', () => {
  const { content } = appWith(OWN);
  expect(content('Makefile')).toContain('#| Runs the command of web in .projenrc.ts.\n');
  expect(content('Makefile')).not.toContain('in the same way as the container');
  expect(content('test/gitops_contract.py')).toContain('NOT_TESTED: Final[str] = "web has its own command"\n');
  const usual = appWith({ web: {}, mailer: MAILER });
  expect(usual.content('Makefile')).toContain('#| Serves on http://127.0.0.1:8080 in the same way as the container.\n');
  expect(usual.content('Makefile')).toContain('#| Workloads: web, mailer. ');
  expect(usual.content('test/gitops_contract.py')).toContain('NOT_TESTED: Final[str] = ""\n');
});

test('the workloads are data for make dev, with what all environments have in common', () => {
  const { content } = appWith({
    mailer: { command: ['sh', '-c', 'echo "$HOME" \\ `id`\t'], env: { QUEUE: 'mails' } },
    web: { port: 9000 },
    cleanup: { ...MAILER, schedule: '0 3 * * *' },
  });
  expect(content('scripts/workloads.toml'))
    .toBe(`# Generated from .projenrc.ts (apps.shop). \`npx projen\` overwrites edits.
# What to change instead: make owners FILE=apps/shop/scripts/workloads.toml
app = "shop"
default = "web"

[env]
GREETING = "say \\"hi\\" \\\\ #1"
REGION = "eu"

[[workloads]]
name = "mailer"
type = "worker"
port = 8080
command = ["sh", "-c", "echo \\"$HOME\\" \\\\ \`id\`\\t"]

[workloads.env]
QUEUE = "mails"

[[workloads]]
name = "web"
type = "service"
port = 9000

[[workloads]]
name = "cleanup"
type = "cron-job"
port = 8080
command = ["python", "-m", "mailer"]
`);
});

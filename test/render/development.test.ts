import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { BACKING_SERVICES } from '../../src/config/backing-services';
import type { AppOptions } from '../../src/config/options';
import { renderAppFiles } from '../../src/render/app-files';
import { cached } from '../support/api-server';
import { byPath, contentOf, repositoryOf } from '../support/render-cases';
import { removeFolders, writeTree } from '../support/render-disk';

afterAll(removeFolders);

function filesOf(app: AppOptions) {
  const repository = repositoryOf({
    name: 'shop',
    defaults: { env: { REGION: 'eu' } },
    environments: { dev: { env: { FLAG: 'on' } }, prod: { env: { FLAG: 'off', ONLY: 'prod' } } },
    apps: { checkout: app },
  });
  return byPath(renderAppFiles(repository, repository.apps[0]));
}

const APP: AppOptions = {
  port: 8080,
  secrets: ['TOKEN', 'DATABASE_URL'],
  env: { GREETING: 'it\'s "hi" \\ #1', LINES: 'a\nb\t' },
  workloads: { web: {}, worker: { command: ['python', '-m', 'worker'], env: { QUEUE: 'mails' } } },
  development: { services: { postgres: '17', redis: '8.2-alpine' } },
};

test('the example of .env lists what a developer can set, and sets nothing itself', () => {
  expect(contentOf(filesOf(APP), 'apps/checkout/.env.example'))
    .toBe(`# Generated from .projenrc.ts (apps.checkout). \`npx projen\` overwrites edits.
# What to change instead: make owners FILE=apps/checkout/.env.example
# Copy this file to .env, which git ignores, and uncomment what you need. make dev and make run read it.
# Variables of your shell win over .env, and .env over .projenrc.ts.

# The server.
#PORT=8080
#LOG_LEVEL=DEBUG

# Services that make dev starts with Docker, unless you set their address.
#DATABASE_URL=postgresql://checkout:local@localhost:5432/checkout
#REDIS_URL=redis://localhost:6379/0

# Secrets. In a cluster, they come from make seal.
#TOKEN=

# Set in .projenrc.ts, with the values of dev. make dev sets those that all environments share.
#FLAG=on
#GREETING="it's \\"hi\\" \\\\ #1"
#LINES="a\\nb\\t"
#QUEUE=mails
#REGION=eu
`);
});

test('an example without variables has only those of the server', () => {
  const example = contentOf(filesOf({ workloads: { web: {} } }), 'apps/checkout/.env.example');
  expect(example.match(/^#\w+=/gm)).toEqual(['#PORT=', '#LOG_LEVEL=', '#FLAG=', '#REGION=']);
  expect(example).not.toContain('Secrets');
});

test('make dev reads the example, once it is uncommented, as .projenrc.ts has it', () => {
  const text = contentOf(filesOf(APP), 'apps/checkout/.env.example').replace(/^#(?=\w+=)/gm, '');
  const script = 'import sys, json, dotenv; print(json.dumps(dotenv.parse_dotenv(sys.stdin.read())))';
  const cwd = join(__dirname, '../../templates/app/src/gitops_runtime/dev');
  const { stdout, stderr } = spawnSync('python3', ['-B', '-c', script], { cwd, input: text, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ ...APP.env, QUEUE: 'mails', FLAG: 'on', TOKEN: '', PORT: '8080' });
});

test('backing services are in compose.yaml, on a free port of this machine, with data for each major version', () => {
  expect(parse(contentOf(filesOf(APP), 'apps/checkout/compose.yaml'))).toEqual({
    name: 'shop-checkout',
    services: {
      postgres: {
        image: 'docker.io/library/postgres:17',
        environment: { POSTGRES_USER: 'checkout', POSTGRES_PASSWORD: 'local', POSTGRES_DB: 'checkout' },
        healthcheck: { test: ['CMD', 'pg_isready', '--host', '127.0.0.1'], interval: '2s', timeout: '5s', retries: 30 },
        ports: ['127.0.0.1::5432'],
        volumes: ['postgres-17:/var/lib/postgresql/data'],
      },
      redis: {
        image: 'docker.io/library/redis:8.2-alpine',
        healthcheck: { test: ['CMD', 'redis-cli', 'ping'], interval: '2s', timeout: '5s', retries: 30 },
        ports: ['127.0.0.1::6379'],
        volumes: ['redis-8:/data'],
      },
    },
    volumes: { 'postgres-17': {}, 'redis-8': {} },
  });
  const newer = filesOf({ development: { services: { postgres: '18.1' } } });
  expect(contentOf(newer, 'apps/checkout/compose.yaml')).toContain('- postgres-18:/var/lib/postgresql\n');
  expect(filesOf({}).has('apps/checkout/compose.yaml')).toBe(false);
  expect(filesOf({ development: { services: {} } }).has('apps/checkout/compose.yaml')).toBe(false);
});

// No two of them have the same variable.
describe.each([
  { postgres: '17', redis: '8.2-alpine', rabbitmq: '4' },
  { mysql: '8.4', valkey: '9' },
  { postgres: '18.1' },
])('Docker Compose with %j', (services) => {
  const folder = join(writeTree([...filesOf({ development: { services } }).values()]), 'apps/checkout');

  /** Reads the files of the folder with the code that `docker compose` reads them with. */
  const load = () => {
    const loader = cached('bin/compose-loader-2.16.2', 'scripts/tools.sh');
    return spawnSync(loader, ['--format', 'json'], { cwd: folder, encoding: 'utf8' });
  };

  interface Project {
    readonly services: Readonly<Record<string, { ports: object[]; volumes: { source: string }[] }>>;
    readonly volumes: Readonly<Record<string, object>>;
  }

  test('accepts compose.yaml, and takes each port on this machine only', () => {
    const { stdout, stderr } = load();
    expect(stderr).toBe('');
    const project = JSON.parse(stdout) as Project;
    expect(Object.keys(project.services).sort()).toEqual(Object.keys(services).sort());
    for (const [name, { ports, volumes }] of Object.entries(project.services)) {
      const { port } = BACKING_SERVICES[name as keyof typeof BACKING_SERVICES];
      // No port of this machine is fixed.
      expect(ports).toEqual([{ host_ip: '127.0.0.1', mode: 'ingress', protocol: 'tcp', target: port }]);
      expect(Object.keys(project.volumes)).toContain(volumes[0].source);
    }
  });

  test('merges compose.override.yaml of a team, and would report a mistake', () => {
    const override = join(folder, 'compose.override.yaml');
    const [[name, version]] = Object.entries(services);
    const own = `  ${name}:\n    command: [${name}, --verbose]\n`;
    writeFileSync(override, `services:\n  mail:\n    image: mailpit\n${own}`);
    expect((JSON.parse(load().stdout) as Project).services).toMatchObject({
      mail: { image: 'mailpit' },
      [name]: { command: [name, '--verbose'], image: `docker.io/library/${name}:${version}` },
    });
    writeFileSync(override, `services:\n  ${name}:\n    volume: [other:/data]\n`);
    expect(load()).toMatchObject({ status: 1, stderr: expect.stringContaining(`services.${name}.volume`) as string });
  });
});

test.each([
  ['mysql', '8.4', 'DATABASE_URL', 'mysql://checkout:local@{address}/checkout'],
  ['valkey', '9', 'REDIS_URL', 'redis://{address}/0'],
  ['rabbitmq', '4', 'AMQP_URL', 'amqp://checkout:local@{address}/'],
])('%s has its address in the environment of make dev, and the documents name it', (name, version, variable, url) => {
  const files = filesOf({ development: { services: { [name]: version } } });
  const workloads = contentOf(files, 'apps/checkout/scripts/workloads.toml');
  expect(workloads).toMatch(
    new RegExp(`\\n\\[\\[services\\]\\]\\nname = "${name}"\\nport = \\d+\\nvariable = "${variable}"\\n`),
  );
  expect(workloads).toContain(`url = "${url}"\n`);
  expect(contentOf(files, 'apps/checkout/Makefile')).toContain(`#| Starts ${name} with Docker, unless .env sets`);
  expect(contentOf(filesOf({}), 'apps/checkout/Makefile')).not.toContain('with Docker, unless');
});

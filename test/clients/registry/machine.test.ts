import { join } from 'node:path';
import { locateRegistry } from '../../../src/clients/registry/locate';
import type { AskHelper, FoundLogin } from '../../../src/clients/registry/machine';
import { findCredentials } from '../../../src/clients/registry/machine';
import { temporaryFolder, writeFiles } from '../../support/repository';

const LOCATION = locateRegistry('ghcr.io/acme/shop');

const auths = (user: string): string =>
  JSON.stringify({ auths: { 'ghcr.io': { auth: Buffer.from(`${user}:secret`).toString('base64') } } });

const noHelper: AskHelper = async (program) => {
  throw new Error(`${program} must not run`);
};

/** Looks in a folder with these files; variables name paths in it. */
async function find(
  files: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>> = {},
  askHelper: AskHelper = noHelper,
): Promise<FoundLogin> {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  const named = Object.entries(variables).map(([name, path]) => [name, join(folder, path)]);
  const env = { HOME: join(folder, 'home'), ...Object.fromEntries(named) } as NodeJS.ProcessEnv;
  const { credentials, trouble } = await findCredentials(LOCATION, askHelper, env);
  return { credentials, trouble: trouble.map((line) => line.replaceAll(folder, '')) };
}

const user = async (...args: Parameters<typeof find>): Promise<string | undefined> => {
  const { credentials } = await find(...args);
  return credentials?.kind === 'password' ? credentials.username : undefined;
};

const ALL = {
  'named.json': auths('named'),
  'docker/config.json': auths('docker'),
  'runtime/containers/auth.json': auths('runtime'),
  'config/containers/auth.json': auths('config'),
  'home/.config/containers/auth.json': auths('home-podman'),
  'home/.docker/config.json': auths('home-docker'),
};

test('files are read in order of precedence', async () => {
  const variables = {
    REGISTRY_AUTH_FILE: 'named.json',
    DOCKER_CONFIG: 'docker',
    XDG_RUNTIME_DIR: 'runtime',
    XDG_CONFIG_HOME: 'config',
  };
  const found: (string | undefined)[] = [await user(ALL, variables)];
  const left = new Map(Object.entries(variables));
  for (const name of left.keys()) {
    left.delete(name);
    found.push(await user(ALL, Object.fromEntries(left)));
  }
  const { 'home/.config/containers/auth.json': _podman, ...rest } = ALL;
  found.push(await user(rest), await user({}));
  expect(found).toEqual(['named', 'docker', 'runtime', 'config', 'home-podman', 'home-docker', undefined]);
});

test('DOCKER_CONFIG replaces the folder at home', async () => {
  expect(await user({ 'home/.docker/config.json': auths('home') }, { DOCKER_CONFIG: 'docker' })).toBeUndefined();
});

test('a file without the registry, or a missing one, leads to the next; a broken one is reported', async () => {
  const files = {
    'named.json': '{ "auths": ',
    'docker/config.json': '{}',
    'home/.config/containers/auth.json': auths('ada'),
  };
  expect(await find(files, { REGISTRY_AUTH_FILE: 'named.json', DOCKER_CONFIG: 'docker' })).toEqual({
    credentials: { kind: 'password', username: 'ada', password: 'secret' },
    trouble: ['/named.json is not valid JSON'],
  });
});

test('helpers are asked until one has a login; failures are reported', async () => {
  const file = JSON.stringify({ credHelpers: { 'ghcr.io': 'gone' }, credsStore: 'empty' });
  const files = {
    'docker/config.json': file,
    'home/.config/containers/auth.json': JSON.stringify({ credsStore: 'full' }),
  };
  const asked: string[] = [];
  const askHelper: AskHelper = async (program, server) => {
    asked.push(`${program} ${server}`);
    if (program.endsWith('gone')) return { trouble: 'is not installed' };
    return program.endsWith('full') ? { output: '{"Username":"ada","Secret":"s"}' } : {};
  };
  // podman's file at home comes after a named one of docker.
  expect(await find(files, { DOCKER_CONFIG: 'docker' }, askHelper)).toEqual({
    credentials: { kind: 'password', username: 'ada', password: 's' },
    trouble: ['docker-credential-gone is not installed'],
  });
  expect(asked).toEqual([
    'docker-credential-gone ghcr.io',
    'docker-credential-empty ghcr.io',
    'docker-credential-full ghcr.io',
  ]);
});

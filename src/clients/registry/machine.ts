import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Location } from './locate';
import type { Credentials } from './logins';
import { credentialsOfHelper, loginsIn } from './logins';
import { parseJson } from '../../common/json';

/** What a helper printed of a server, or why it cannot be asked; neither when it has nothing. */
export interface HelperAnswer {
  readonly output?: string;
  readonly trouble?: string;
}

/** Asks a program that keeps logins. */
export type AskHelper = (program: string, server: string) => Promise<HelperAnswer>;

/** What was found on this machine. */
export interface Found {
  readonly credentials?: Credentials;
  /** What was in the way; it names files and programs, and nothing that is in them. */
  readonly trouble: readonly string[];
}

/** The credentials of a registry, as docker and podman keep them; of several files, the first with a login counts. */
export async function findCredentials(
  location: Location,
  askHelper: AskHelper,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Found> {
  const trouble: string[] = [];
  for (const path of filesOf(env)) {
    const text = readText(path);
    if (text === undefined) continue;
    const file = parseJson(text);
    if (file === undefined) trouble.push(`${path} is no JSON`);
    for (const login of loginsIn(file, location)) {
      if (login.kind !== 'helper') return { credentials: login, trouble };
      const program = `docker-credential-${login.helper}`;
      const { output = '', trouble: why } = await askHelper(program, login.server);
      const credentials = credentialsOfHelper(output);
      if (credentials !== undefined) return { credentials, trouble };
      if (why !== undefined) trouble.push(`${program} ${why}`);
    }
  }
  return { trouble };
}

/** Files with logins, those that somebody named first. */
function filesOf(env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME ?? homedir();
  const { REGISTRY_AUTH_FILE: named, DOCKER_CONFIG: docker, XDG_RUNTIME_DIR: runtime } = env;
  return [
    ...(named ? [named] : []),
    ...(docker ? [join(docker, 'config.json')] : []),
    ...(runtime ? [join(runtime, 'containers', 'auth.json')] : []),
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'containers', 'auth.json'),
    ...(docker ? [] : [join(home, '.docker', 'config.json')]),
  ];
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

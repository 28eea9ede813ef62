import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Location } from './locate';
import type { Credentials } from './logins';
import { credentialsOfHelper, loginsIn } from './logins';
import { parseJson } from '../../common/json';

/** The output of a helper, or why it failed; neither if it has no login. */
interface HelperAnswer {
  readonly output?: string;
  readonly trouble?: string;
}

/** Runs a program that stores logins. */
export type AskHelper = (program: string, server: string) => Promise<HelperAnswer>;

/** The login that was found on this machine. */
export interface FoundLogin {
  readonly credentials?: Credentials;
  /** Problems with files and programs. Never contains what is in them. */
  readonly trouble: readonly string[];
}

/** Finds the credentials for a registry in the files of Docker and podman. The first file with a login wins. */
export async function findCredentials(
  location: Location,
  askHelper: AskHelper,
  env: NodeJS.ProcessEnv = process.env,
): Promise<FoundLogin> {
  const trouble: string[] = [];
  for (const path of filesOf(env)) {
    const text = readText(path);
    if (text === undefined) continue;
    const file = parseJson(text);
    if (file === undefined) trouble.push(`${path} is not valid JSON`);
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

/** Files with logins; those set by a variable come first. */
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

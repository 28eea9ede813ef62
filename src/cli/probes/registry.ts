import { runner } from './run';
import type { RegistryAnswer } from '../../clients/registry/ask';
import { askRegistry } from '../../clients/registry/ask';
import { locateRegistry } from '../../clients/registry/locate';
import type { AskHelper } from '../../clients/registry/machine';
import { findCredentials } from '../../clients/registry/machine';
import type { Image } from '../../common/image-reference';

/** Time limit for all credential helpers together, in milliseconds. */
const HELPER_LIMIT = 3_000;

/** The message of a credential helper without a login, which is no failure. */
const NOTHING = /credentials not found/i;

/**
 * Asks a registry whether it has an image, with the logins of this machine. By default it asks for the digest, since pods
 * pull by digest.
 */
export async function probeRegistry(
  root: string,
  image: Image,
  reference = image.digest ?? image.tag,
): Promise<{ readonly host: string; readonly answer: RegistryAnswer }> {
  const location = locateRegistry(image.name);
  const answer = await askRegistry(location, reference, () => findCredentials(location, helperIn(root)));
  return { host: location.host, answer };
}

/** Runs a credential helper, which cannot ask questions. Its output is never shown. */
function helperIn(root: string): AskHelper {
  let left = HELPER_LIMIT;
  return async (program, server) => {
    const began = Date.now();
    const ran = await runner(root, Math.max(1, left))(program, ['get'], server);
    left -= Date.now() - began;
    if (ran.kind === 'missing') return { trouble: 'is not installed' };
    if (ran.kind === 'too-long') return { trouble: 'did not answer in time' };
    if (ran.status === 0) return { output: ran.stdout };
    return NOTHING.test(ran.stdout + ran.stderr) ? {} : { trouble: `failed with exit code ${ran.status}` };
  };
}

import { runner } from './run';
import type { RegistryAnswer } from '../../clients/registry/ask';
import { askRegistry } from '../../clients/registry/ask';
import { locateRegistry } from '../../clients/registry/locate';
import type { AskHelper } from '../../clients/registry/machine';
import { findCredentials } from '../../clients/registry/machine';
import type { Image } from '../../common/image-reference';

/** How long programs that keep logins may take together, in milliseconds. */
const HELPER_LIMIT = 3_000;

/** How such a program says that it has no login; it is no failure. */
const NOTHING = /credentials not found/i;

/**
 * Asks the registry of an image whether it has it, with the logins of this machine: by its digest, which is what is
 * pulled, whatever its tag says, unless another reference is given.
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

/** Asks a program that keeps logins, which has to answer without a person. What it prints is shown to nobody. */
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

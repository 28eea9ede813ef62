import type { Preview } from './delivery';
import type { RegistryAnswer } from '../../clients/registry/ask';
import { loginCommand } from '../../clients/registry/login-command';
import type { Image } from '../../common/image-reference';
import { formatImage } from '../../common/image-reference';
import type { App } from '../../config/model';
import { CommandError, EXIT } from '../errors';
import { probeRegistry } from '../probes/registry';

/** What a registry said of an image that it has, or that it could not be asked for. */
export interface Verified {
  /** With its digest, where the registry said it. */
  readonly image: Image;
  readonly result: Exclude<RegistryAnswer['kind'], 'missing'>;
  readonly why?: string;
  /** For a person. */
  readonly lines: readonly string[];
}

/** More fields of what `--json` prints; null where nobody had to be asked. */
export function fieldsOf(verified?: Verified): Preview['fields'] {
  if (verified === undefined) return { verified: null };
  const { image, result, why = null } = verified;
  return { verified: { result, image: formatImage(image), why } };
}

/** What a command shows that asks for nothing else. */
export function shown(verified?: Verified): Preview {
  return { lines: verified?.lines ?? [], fields: fieldsOf(verified), confirm: async () => undefined };
}

/**
 * Asks for an image that somebody typed: it has to be there, under its tag and with its digest. Without a digest it gets
 * the registry's, so that nobody can put another image under what was released.
 */
export async function requireTyped(root: string, app: App, image: Image): Promise<Verified> {
  const { host, answer } = await probeRegistry(root, image, image.tag);
  const { digest: typed, ...tagged } = image;
  const name = formatImage(tagged);
  switch (answer.kind) {
    case 'found': {
      const { kind: result, digest } = answer;
      if (typed !== undefined && typed !== digest) {
        throw new CommandError(
          `${host} has ${name} as ${digest}, and --image says ${typed}: nothing was released.\n` +
            `Next: take the digest of the registry, or leave it out: IMAGE=:${image.tag}`,
          EXIT.findings,
        );
      }
      const lines = typed === undefined ? [`${host} has ${name} as ${digest}: that is released.`] : [];
      return { image: { ...image, digest }, result, lines };
    }
    case 'missing':
      throw new CommandError(
        [
          `${host} has no ${name}: nothing was released.`,
          'Next: the tag is the whole commit that CI built the image from, one of a push that changed the app:',
          `  git log --format=%H -- apps/${app.name}  lists such commits`,
          `  make history APP=${app.name}  lists what was released`,
        ].join('\n'),
        EXIT.findings,
      );
    case 'denied':
      throw new CommandError(
        [
          `${host} does not say whether it has ${name} (${answer.why}): nothing was released.`,
          `Next: ${loginCommand(host)}`,
          `Some registries answer so for what they do not have, too. ${NOT_ASKED}`,
        ].join('\n'),
      );
    case 'unreachable':
      throw new CommandError(
        `${host} does not say whether it has ${name} (${answer.why}): nothing was released.\n` +
          `Next: the same again. ${NOT_ASKED}`,
      );
  }
}

const NOT_ASKED = 'To release without asking: ARGS=--no-verify.';

/**
 * Asks for an image that ran somewhere: what is pulled has to be there still. A registry that cannot be asked keeps
 * nobody from moving, least of all whoever has to go back at once.
 */
export async function requireKept(root: string, image: Image, what: string, next: string): Promise<Verified> {
  const { host, answer } = await probeRegistry(root, image);
  const name = formatImage(image);
  if (answer.kind === 'found') return { image, result: answer.kind, lines: [] };
  if (answer.kind === 'missing') {
    throw new CommandError(`${host} has no ${name} any more: nothing was ${what}.\n${next}`, EXIT.findings);
  }
  console.error(`${host} does not say whether it has ${name} (${answer.why}); going on without its answer`);
  return { image, result: answer.kind, why: answer.why, lines: [] };
}

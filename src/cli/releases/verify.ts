import type { Preview } from './delivery';
import type { RegistryAnswer } from '../../clients/registry/ask';
import { loginCommand } from '../../clients/registry/login-command';
import type { Image } from '../../common/image-reference';
import { formatImage } from '../../common/image-reference';
import type { App } from '../../config/model';
import { CommandError, EXIT } from '../errors';
import { probeRegistry } from '../probes/registry';

/** An image that the registry has, or whose registry did not answer. */
export interface Verified {
  /** With its digest, if the registry reported it. */
  readonly image: Image;
  readonly result: Exclude<RegistryAnswer['kind'], 'missing'>;
  readonly why?: string;
  /** For a person. */
  readonly lines: readonly string[];
}

/** Additional fields for `--json`; null if the registry was not asked. */
export function fieldsOf(verified?: Verified): Preview['fields'] {
  if (verified === undefined) return { verified: null };
  const { image, result, why = null } = verified;
  return { verified: { result, image: formatImage(image), why } };
}

/** What a command shows that does not ask for confirmation. */
export function shown(verified?: Verified): Preview {
  return { lines: verified?.lines ?? [], fields: fieldsOf(verified), confirm: async () => undefined };
}

/**
 * Checks an image from the command line: its tag must exist, with its digest. Without a digest it gets the one of the
 * registry, so that the released image cannot be replaced.
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
          `${host} has ${name} with digest ${digest}, but --image has ${typed}: nothing was released.\n` +
            `Next: use the digest of the registry, or omit it: IMAGE=:${image.tag}`,
          EXIT.findings,
        );
      }
      const lines = typed === undefined ? [`${host} has ${name} with digest ${digest}: releasing that.`] : [];
      return { image: { ...image, digest }, result, lines };
    }
    case 'missing':
      throw new CommandError(
        [
          `${host} has no ${name}: nothing was released.`,
          'Next: use the full commit of a push that changed the app; CI uses it as the tag of the image:',
          `  git log --format=%H -- apps/${app.name}  lists such commits`,
          `  make history APP=${app.name}  lists earlier releases`,
        ].join('\n'),
        EXIT.findings,
      );
    case 'denied':
      throw new CommandError(
        [
          `${host} denied access to ${name} (${answer.why}): nothing was released.`,
          `Next: ${loginCommand(host)}`,
          `Some registries also answer this for a missing image. ${NOT_ASKED}`,
        ].join('\n'),
      );
    case 'unreachable':
      throw new CommandError(
        `cannot look up ${name} in ${host} (${answer.why}): nothing was released.\n` + `Next: try again. ${NOT_ASKED}`,
      );
  }
}

const NOT_ASKED = 'To release without this check: ARGS=--no-verify.';

/**
 * Checks an image that has run before: it must still exist. If the registry does not answer, the command goes on, since a
 * rollback must not wait.
 */
export async function requireKept(root: string, image: Image, what: string, next: string): Promise<Verified> {
  const { host, answer } = await probeRegistry(root, image);
  const name = formatImage(image);
  if (answer.kind === 'found') return { image, result: answer.kind, lines: [] };
  if (answer.kind === 'missing') {
    throw new CommandError(`${host} no longer has ${name}: nothing was ${what}.\n${next}`, EXIT.findings);
  }
  console.error(`cannot look up ${name} in ${host} (${answer.why}); continuing without this check`);
  return { image, result: answer.kind, why: answer.why, lines: [] };
}

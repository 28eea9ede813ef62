import type { Image } from '../../common/image-reference';
import { parseImage } from '../../common/image-reference';
import type { App } from '../../config/model';
import { CommandError } from '../errors';

/** The image of an app that `--image` sets. */
export function imageOf(app: App, text: string): Image {
  const image = parseImage(text);
  if (!image) throw new CommandError(`--image must be IMAGE:TAG or IMAGE:TAG@sha256:DIGEST, got ${text}`);
  if (image.name !== undefined && image.name !== app.image) {
    throw new CommandError(`--image must be an image of ${app.name}, ${app.image}, got ${image.name}`);
  }
  return { name: app.image, tag: image.tag, digest: image.digest };
}

import { parse } from 'yaml';
import { COMPONENT, hasOnly, isComponent, parseYaml } from './component';
import { parsePins, renderPins } from './pins';
import { guessImage } from './written-form';
import type { Image } from '../../common/image-reference';
import { isDigest, isImageName, isTag } from '../../common/image-reference';
import { isRecord } from '../../common/records';
import type { App, AppEnvironment } from '../../config/model';
import { toYaml } from '../../files/tree/yaml';

/** Path of the release file that holds the image of an app in an environment. */
export function imageFilePath(app: string, environment: string): string {
  return `apps/${app}/k8s/overlays/${environment}/release/kustomization.yaml`;
}

/** What the reason in an image file speaks of. */
const IMAGE_PIN = 'image';

/** What an image file says: an image, under the name that the base uses. */
export interface ImageRelease {
  /** Name in the base, which the entry has to match: kustomize passes over one that matches nothing. */
  readonly baseName: string;
  readonly image: Image;
  /** Why the image is held there, where no Application is managed here that could be pinned. */
  readonly pin?: string;
}

/** The release of an environment that was never released. */
export function initialImage(app: App, own: AppEnvironment): ImageRelease {
  return { baseName: app.image, image: { name: app.image, tag: own.initialTag } };
}

/** Whether an image is the one that an environment begins with, which nobody released. */
export function isInitial(image: Image, { initialTag }: Pick<AppEnvironment, 'initialTag'>): boolean {
  return image.digest === undefined && image.tag === initialTag;
}

/** Writes an image file in kustomize's canonical form, so that `kustomize edit set image` changes only values. */
export function renderImageFile(release: ImageRelease): string {
  const { baseName, image, pin } = release;
  return (
    '# Release file: moved by CI (python-gitops release, or kustomize edit set image). It holds the image only.\n' +
    toYaml({
      ...COMPONENT,
      ...renderPins(pin === undefined ? [] : [[IMAGE_PIN, pin]]),
      images: [
        {
          ...(image.digest === undefined ? {} : { digest: image.digest }),
          name: baseName,
          ...(image.name === baseName ? {} : { newName: image.name }),
          newTag: image.tag,
        },
      ],
    })
  );
}

/** Reads an image file; undefined when it is not what the design allows in it. */
export function parseImageFile(text: string): ImageRelease | undefined {
  const guess = guessImage(text);
  return guess !== undefined && isWritten(guess, text) ? guess : parseAnyForm(text);
}

/** Whether a text is this release as it is written here; then it needs no parser. */
function isWritten(release: ImageRelease, text: string): boolean {
  const { baseName, image } = release;
  const isValid = [baseName, image.name].every(isImageName) && isTag(image.tag);
  return isValid && (image.digest === undefined || isDigest(image.digest)) && renderImageFile(release) === text;
}

function parseAnyForm(text: string): ImageRelease | undefined {
  const file = parseYaml(text);
  if (!isComponent(file, ['images', 'metadata']) || !Array.isArray(file.images) || file.images.length !== 1) {
    return undefined;
  }
  const entry: unknown = file.images[0];
  if (!isRecord(entry) || !hasOnly(entry, ['digest', 'name', 'newName', 'newTag'])) return undefined;
  const tag = readTag(entry.newTag, text);
  if (!isImageName(entry.name) || !isTag(tag)) return undefined;
  if (entry.newName !== undefined && !isImageName(entry.newName)) return undefined;
  if (entry.digest !== undefined && !isDigest(entry.digest)) return undefined;
  const pins = parsePins(file.metadata);
  if (pins === undefined || [...pins.keys()].some((name) => name !== IMAGE_PIN)) return undefined;
  const pin = pins.get(IMAGE_PIN);
  return {
    baseName: entry.name,
    image: { name: entry.newName ?? entry.name, tag, digest: entry.digest },
    ...(pin === undefined ? {} : { pin }),
  };
}

/**
 * kustomize's reader takes a number that is too large for text, as in the tag 3e994609, and leaves out the quotes. Any
 * other number is an error to it.
 */
function readTag(value: unknown, text: string): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  const { images } = parse(text, { schema: 'failsafe' }) as { images: [{ newTag: string }] };
  return images[0].newTag;
}

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

/** The key of the reason in an image file. */
const IMAGE_PIN = 'image';

/** The content of an image file: an image, and its name in the base. */
export interface ImageRelease {
  /** Name of the image in the base. It must match, because kustomize ignores an entry that matches nothing. */
  readonly baseName: string;
  readonly image: Image;
  /** Why the image is pinned, if no Application is managed here. */
  readonly pin?: string;
}

/** The release of an environment that was never released. */
export function initialImage(app: App, own: AppEnvironment): ImageRelease {
  return { baseName: app.image, image: { name: app.image, tag: own.initialTag } };
}

/** Whether an image is the initial one of an environment, which was never released. */
export function isInitial(image: Image, { initialTag }: Pick<AppEnvironment, 'initialTag'>): boolean {
  return image.digest === undefined && image.tag === initialTag;
}

/** Renders an image file in kustomize's canonical form, so that `kustomize edit set image` only changes values. */
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

/** Reads an image file. Returns undefined if it contains anything else than this library or kustomize writes. */
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
 * kustomize writes a tag such as 3e994609 without quotes, because its parser reads a number that is too large as text. It
 * rejects any other number.
 */
function readTag(value: unknown, text: string): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  const { images } = parse(text, { schema: 'failsafe' }) as { images: [{ newTag: string }] };
  return images[0].newTag;
}

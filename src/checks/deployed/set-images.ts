import { isDeepStrictEqual } from 'node:util';
import { isImageName, parseImage } from '../../common/image-reference';
import { isRecord } from '../../common/records';
import { toYaml } from '../../files/tree/yaml';
import { parseYaml } from '../../releases/files/component';

/** Fields of a kustomization that affect images. The parser ignores their case. */
const IMAGE_FIELD = /^image(?:s|tags)$/i;

/**
 * Sets images in a kustomization without image fields, such as the generated ones, with the same result as `kustomize edit
 * set image` but without a process for each build. Undefined when only kustomize knows the result.
 */
export function setImages(kustomization: Buffer, images: readonly string[]): Buffer | undefined {
  const text = kustomization.toString('utf8');
  const before = parseYaml(text);
  const entries = images.map(entryOf);
  const names = new Set(entries.map((entry) => entry?.name));
  if (!isRecord(before) || names.has(undefined) || names.size < images.length) return undefined;
  if (Object.keys(before).some((field) => IMAGE_FIELD.test(field))) return undefined;
  const separator = text.endsWith('\n') ? '' : '\n';
  const after = `${text}${separator}${toYaml({ images: entries })}`;
  // Verify that the text parses to the same content plus these images.
  const isMeant = isDeepStrictEqual(parseYaml(after), { ...before, images: entries });
  return isMeant && Buffer.from(text).equals(kustomization) ? Buffer.from(after) : undefined;
}

interface Entry {
  readonly name: string;
  readonly newName: string;
  readonly newTag: string;
  readonly digest?: string;
}

/** The entry of `name=newName:tag@digest`. */
function entryOf(image: string): Entry | undefined {
  const [name, reference = ''] = image.split('=');
  const { name: newName, tag, digest } = parseImage(reference) ?? {};
  if (!isImageName(name) || newName === undefined || tag === undefined) return undefined;
  return { ...(digest === undefined ? {} : { digest }), name, newName, newTag: tag };
}

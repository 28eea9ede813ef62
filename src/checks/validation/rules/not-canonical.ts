import { isRecord, records } from '../../../common/records';
import { parseImageFile, renderImageFile } from '../../../releases/files/image-file';
import { cacheKey } from '../cache';
import type { TreeCheck, Context } from '../context';

/** How many lines a rewrite changes, and the first of them. */
interface Rewrite {
  readonly line: number;
  readonly changed: number;
}

/**
 * S7: `kustomize edit set image` changed twenty-seven lines of an overlay instead of two, because the file was not in the
 * form that kustomize writes. Such a commit hides the real change, and the generator undoes it. So this rule sets the
 * current images in each file that CI edits, and expects no change.
 */
export const notCanonical: TreeCheck = (context) => {
  const isEdited = context.scripts.some(({ text }) => /\bedit set image\b|python-gitops release\b/.test(text));
  if (!isEdited) return [];
  return context.kustomizations
    .all()
    .filter(({ isTemplate, data }) => !isTemplate && imageArguments(data).length > 0)
    .flatMap(({ path, data }) => {
      const rewrite = rewriteOf(context, path, imageArguments(data));
      if (!rewrite) return [];
      return [
        {
          rule: 'S7-not-canonical',
          path,
          line: rewrite.line,
          message: `the next kustomize edit set image also rewrites ${rewrite.changed === 1 ? '1 unrelated line' : `${rewrite.changed} unrelated lines`}`,
          fix: 'run kustomize edit set image with the current image, and commit the result separately',
        },
      ];
    });
};

function imageArguments(data: Readonly<Record<string, unknown>>): string[] {
  return records(data.images).flatMap(({ name, newName, newTag, digest }) => {
    if (typeof name !== 'string' || (newTag === undefined && digest === undefined)) return [];
    // kustomize itself rejects a number when it builds.
    if (newTag !== undefined && typeof newTag !== 'string') return [];
    const image = [
      newName === undefined ? '' : `${name}=`,
      typeof newName === 'string' ? newName : name,
      newTag === undefined ? '' : `:${newTag}`,
      digest === undefined ? '' : `@${String(digest)}`,
    ];
    return [image.join('')];
  });
}

function rewriteOf({ tree, kustomize, cache }: Context, path: string, images: readonly string[]): Rewrite | undefined {
  const text = tree.text(path) ?? '';
  const release = parseImageFile(text);
  // Our own writer uses this form; its tests compare it with the real kustomize.
  if (release && renderImageFile(release) === text) return undefined;
  const key = cacheKey(['canonical', '1', kustomize.version, text]);
  const kept = cache.get(key, isResult);
  if (kept) return kept.rewrite;
  const rewrite = compareLines(text, kustomize.editImages(text, images));
  cache.put(key, { rewrite });
  return rewrite;
}

function compareLines(before: string, after: string): Rewrite | undefined {
  if (before === after) return undefined;
  const [old, now] = [before.split('\n'), after.split('\n')];
  const line = old.findIndex((text, index) => text !== now[index]);
  const rest = [...now];
  const changed = old.filter((text) => {
    const index = rest.indexOf(text);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
  // A moved line counts as rewritten.
  const moved = old.filter((text, index) => text !== now[index]).length;
  return { line: Math.max(line, 0) + 1, changed: changed.length > 0 ? changed.length : moved };
}

function isResult(value: unknown): value is { readonly rewrite?: Rewrite } {
  if (!isRecord(value)) return false;
  const { rewrite } = value;
  return (
    rewrite === undefined ||
    (isRecord(rewrite) && typeof rewrite.line === 'number' && typeof rewrite.changed === 'number')
  );
}

import { isRecord } from '../../common/records';
import type { KubeObject } from '../validation/objects';
import { at } from '../validation/objects';

/** Paths of secret or encrypted values, by kind. */
const SECRET_FIELDS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  SealedSecret: [['spec', 'encryptedData']],
  Secret: [['data'], ['stringData']],
};

/** Both sides without secret values: only the keys, and which of them changed, remain. */
export function redact(
  before: KubeObject | undefined,
  after: KubeObject | undefined,
): readonly [before: KubeObject | undefined, after: KubeObject | undefined] {
  let [old, next] = [before, after];
  for (const path of SECRET_FIELDS[(after ?? before)?.kind ?? ''] ?? []) {
    const [mine, other] = [at(old, path), at(next, path)].map((values) => (isRecord(values) ? values : {}));
    const isSame = (key: string): boolean => mine[key] === other[key];
    if (old) {
      old = replaced(old, path, (key) => (isSame(key) || !(key in other) ? 'hidden' : 'hidden, old value'));
    }
    if (next) next = replaced(next, path, (key) => (isSame(key) || !(key in mine) ? 'hidden' : 'hidden, new value'));
  }
  return [old, next];
}

/** A copy of a map with this text in place of each value. */
function replaced<T extends object>(object: T, [field, ...rest]: readonly string[], text: (key: string) => string): T {
  const value = (object as Record<string, unknown>)[field];
  if (!isRecord(value)) return object;
  const inner =
    rest.length > 0
      ? replaced(value, rest, text)
      : Object.fromEntries(Object.keys(value).map((key) => [key, `(${text(key)})`]));
  return { ...object, [field]: inner };
}

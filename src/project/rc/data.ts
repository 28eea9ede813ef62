import type { Change, OptionPath } from './edit';
import { isRecord } from '../../common/records';

/** The options as plain data after a change, which the edited text must match. */
export function afterChange<T extends object>(data: T, change: Change): T {
  return at(data, change.path, change) as T;
}

/** The value at a path; undefined when there is none. */
function valueAt(data: unknown, path: OptionPath): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], data);
}

/** Paths to remove: a parent that would become empty goes too, except for `apps`. */
export function withHollow(data: object, paths: readonly OptionPath[]): OptionPath[] {
  for (const { length } of paths) {
    if (length < 2) continue;
    for (const path of paths) {
      const parent = path.slice(0, -1);
      const inside = paths.filter((one) => one.length === path.length && isBelow(one, parent));
      const size = Object.keys((valueAt(data, parent) as object | undefined) ?? {}).length;
      if (parent.length === 0 || parent[0] === 'apps' || inside.length < size) continue;
      const rest = paths.filter((one) => !isBelow(one, parent));
      return withHollow(data, [...rest, parent]);
    }
  }
  return [...paths];
}

function isBelow(path: OptionPath, parent: OptionPath): boolean {
  return parent.every((part, index) => path[index] === part);
}

function at(value: unknown, [part, ...rest]: OptionPath, change: Change): unknown {
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as unknown[])];
    if (rest.length > 0) list[Number(part)] = at(list[Number(part)], rest, change);
    else if (change.kind === 'replace') list[Number(part)] = change.to;
    else list.splice(Number(part), 1);
    return list;
  }
  const entries = Object.entries(isRecord(value) ? value : {});
  const isHere = ([key]: readonly [string, unknown]): boolean => key === String(part);
  if (change.kind === 'add' && !entries.some(isHere)) {
    return Object.fromEntries([...entries, [part, rest.length > 0 ? at({}, rest, change) : change.value]]);
  }
  return Object.fromEntries(
    entries.flatMap((entry) => {
      if (!isHere(entry)) return [entry];
      if (rest.length > 0) return [[part, at(entry[1], rest, change)]];
      if (change.kind === 'remove') return [];
      return [
        change.kind === 'rename' ? [change.to, entry[1]] : [part, change.kind === 'add' ? change.value : change.to],
      ];
    }),
  );
}

import { isRecord, records } from '../../common/records';
import { readBlockYaml } from '../../common/yaml-block';
import type { ResourceKind } from '../../config/kinds';
import { describeKind, scopeOf } from '../../config/kinds';
import { member } from '../../config/rules';
import type { Folder } from '../../files/disk/folder';
import type { Write } from '../../files/disk/plan';
import { parseWritten } from '../../files/tree/yaml';

/** An AppProject that no longer allows some kinds. */
export interface NarrowedProject {
  readonly app: string;
  readonly path: string;
  readonly kinds: readonly ResourceKind[];
}

const PROJECT = /^apps\/([^/]+)\/argo\/project\.yaml$/;

/** The AppProjects that will allow fewer kinds than the files on disk. */
export function narrowedProjects(writes: readonly Write[], folder: Folder): NarrowedProject[] {
  return writes.flatMap(({ file: { path, content } }) => {
    const [, app] = PROJECT.exec(path) ?? [];
    const before = app === undefined ? undefined : folder.text(path);
    if (app === undefined || before === undefined) return [];
    const after = new Set(allowedKinds(content).map(describeKind));
    const kinds = allowedKinds(before).filter((kind) => !after.has(describeKind(kind)));
    return kinds.length === 0 ? [] : [{ app, path, kinds }];
  });
}

function allowedKinds(text: string): ResourceKind[] {
  const { spec } = parse(text);
  if (!isRecord(spec)) return [];
  return [...records(spec.clusterResourceWhitelist), ...records(spec.namespaceResourceWhitelist)].flatMap(
    ({ group, kind }) => (typeof group === 'string' && typeof kind === 'string' ? [{ group, kind }] : []),
  );
}

/** The file on disk may be edited by hand. */
function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = readBlockYaml(text) ?? parseWritten(text).toJS();
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** Warns about objects that Argo CD leaves behind. */
export function formatNarrowed(projects: readonly NarrowedProject[]): string[] {
  return projects.flatMap(({ app, path, kinds }) => [
    '',
    `${path} no longer allows ${kinds.map(describeKind).join(', ')}.`,
    'Argo CD does not delete objects of a kind that their AppProject does not allow, and it does not sync an environment on an',
    `older revision that contains them. Until no environment has any, list each in ${listsOf(app, kinds)}.`,
  ]);
}

/** The options whose lists kept these kinds. */
function listsOf(app: string, kinds: readonly ResourceKind[]): string {
  const options = kinds.map((kind) => `${scopeOf(kind) === 'cluster' ? 'cluster' : 'namespace'}ResourceWhitelist`);
  return `${member('apps', app)}.${[...new Set(options)].join(' or ')}`;
}

import type { BuildTarget } from './builds';
import { objectsIn } from './locate';
import type { KubeObject } from './objects';
import { at, nameOf, namespaceOf } from './objects';
import type { YamlPath } from './yaml-file';
import { records } from '../../common/records';

/** An Argo CD Application, as a file of the tree defines it. */
export interface Application {
  readonly path: string;
  /** Its line, which takes a parser to find. */
  readonly line: () => number;
  readonly document: number;
  /** Path of the object in its document. */
  readonly at: YamlPath;
  readonly object: KubeObject;
  readonly name: string;
  readonly namespace: string;
  readonly sources: readonly ApplicationSource[];
  /** The target cluster; `destination` is the default namespace of its objects. */
  readonly cluster: string;
  readonly destination: string;
  /** Whether a build includes its file but not the Application, because nothing has been released yet. */
  readonly isHeld: boolean;
}

interface ApplicationSource {
  readonly repoURL: string;
  readonly path?: string;
  readonly at: YamlPath;
}

/** The Applications in the manifests. */
export function readApplications(
  manifests: readonly string[],
  tree: Parameters<typeof objectsIn>[0],
  targets: readonly BuildTarget[],
): Application[] {
  const readers = new Map<string, BuildTarget[]>();
  for (const target of targets) {
    for (const file of target.closure.files) readers.set(file, [...(readers.get(file) ?? []), target]);
  }
  return manifests.flatMap((path) =>
    (tree.text(path)?.includes('Application') ? objectsIn(tree, path) : [])
      .filter(({ object }) => object.kind === 'Application' && object.apiVersion.startsWith('argoproj.io/'))
      .map(({ object, document, at: place }): Application => {
        const name = nameOf(object);
        const built = (readers.get(path) ?? []).filter(({ ok }) => ok);
        return {
          path,
          line: () => tree.yaml(path).position(document, [...place, 'metadata', 'name']).line,
          document,
          at: place,
          object,
          name,
          namespace: namespaceOf(object) ?? '',
          sources: readSources(object),
          cluster:
            textAt(object, ['spec', 'destination', 'server']) ?? textAt(object, ['spec', 'destination', 'name']) ?? '',
          destination: textAt(object, ['spec', 'destination', 'namespace']) ?? '',
          isHeld:
            built.length > 0 &&
            !built.some(({ objects }) =>
              objects.some(({ object: other }) => other.kind === 'Application' && nameOf(other).includes(name)),
            ),
        };
      }),
  );
}

function readSources(object: KubeObject): ApplicationSource[] {
  const single = at(object, ['spec', 'source']);
  const all = [
    ...records([single]).map((source) => ({ source, place: ['spec', 'source'] as YamlPath })),
    ...records(at(object, ['spec', 'sources'])).map((source, index) => ({
      source,
      place: ['spec', 'sources', index] as YamlPath,
    })),
  ];
  return all.map(({ source, place }) => ({
    repoURL: typeof source.repoURL === 'string' ? source.repoURL : '',
    path: typeof source.path === 'string' ? source.path.replace(/^\.\/|\/+$/g, '') : undefined,
    at: place,
  }));
}

function textAt(object: KubeObject, path: YamlPath): string | undefined {
  const value = at(object, path);
  return typeof value === 'string' ? value : undefined;
}

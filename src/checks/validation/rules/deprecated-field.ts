import type { Check } from '../context';
import { records } from '../objects';
import type { Problem } from '../problem';
import type { Path } from '../yaml-file';

/** What kustomize has deprecated, and what it reads instead (kustomize, api/types/kustomization.go). */
export const DEPRECATED: Readonly<Record<string, string>> = {
  bases: 'list the folders under resources',
  commonLabels: 'write labels: [{ pairs: …, includeSelectors: true }]; without includeSelectors where nothing runs yet',
  patchesStrategicMerge: 'write patches: [{ path: … }]',
  patchesJson6902: 'write patches: [{ path: …, target: … }]',
  vars: 'write replacements',
  imageTags: 'write images',
  helmChartInflationGenerator: 'write helmCharts',
};

/** S13: the templates used fields that kustomize has deprecated, and that a next major version does not read. */
export const deprecatedField: Check = ({ kustomizations }) =>
  kustomizations.all().flatMap((kustomization) => {
    const { data, path } = kustomization;
    const problem = (field: string, at: Path, fix: string): Problem => ({
      rule: 'S13-deprecated-field',
      path,
      ...kustomizations.position(kustomization, at),
      message: `the field ${field} is deprecated`,
      fix,
    });
    return [
      ...Object.entries(DEPRECATED)
        .filter(([field]) => data[field] !== undefined)
        .map(([field, fix]) => problem(field, [field], fix)),
      ...['configMapGenerator', 'secretGenerator'].flatMap((field) =>
        records(data[field]).flatMap(({ env }, index) =>
          env === undefined ? [] : [problem('env', [field, index, 'env'], 'write envs: […]')],
        ),
      ),
    ];
  });

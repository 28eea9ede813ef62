import { records } from '../../../common/records';
import type { TreeCheck } from '../context';
import type { Problem } from '../problem';
import type { YamlPath } from '../yaml-file';

/** Deprecated kustomize fields and their replacements (kustomize, api/types/kustomization.go). */
export const DEPRECATED: Readonly<Record<string, string>> = {
  bases: 'use resources',
  commonLabels: 'use labels: [{ pairs: …, includeSelectors: true }]; omit includeSelectors if nothing is deployed yet',
  patchesStrategicMerge: 'use patches: [{ path: … }]',
  patchesJson6902: 'use patches: [{ path: …, target: … }]',
  vars: 'use replacements',
  imageTags: 'use images',
  helmChartInflationGenerator: 'use helmCharts',
};

/** S13: the templates used deprecated fields, which the next major version of kustomize does not read. */
export const deprecatedField: TreeCheck = ({ kustomizations }) =>
  kustomizations.all().flatMap((kustomization) => {
    const { data, path } = kustomization;
    const problem = (field: string, at: YamlPath, fix: string): Problem => ({
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
          env === undefined ? [] : [problem('env', [field, index, 'env'], 'use envs: […]')],
        ),
      ),
    ];
  });

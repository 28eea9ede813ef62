import { dashboardConfigMaps, renderDashboards } from './dashboards';
import { OBSERVABILITY_FOLDER } from './paths';
import { rulesOf } from './rules';
import { compare } from '../../common/order';
import { settersOf } from '../../config/definitions/setters';
import { ruleLabels } from '../../config/labels';
import type { App, Repository } from '../../config/model';
import { hasDashboards, hasObservability, hasRules } from '../../config/model';
import { generatedHeader } from '../../files/tree/header';
import type { TreeFile } from '../../files/tree/tree';
import { renderedWhenAsked } from '../../files/tree/tree';
import { toYaml } from '../../files/tree/yaml';

const OPTION = 'observability';

/** A selector is on one line, however many workloads it names. */
const LONG_LINES = '# yamllint disable rule:line-length\n';

/** Renders the rules and dashboards of each app, and the list of them. */
export function renderObservability(repository: Repository): TreeFile[] {
  if (!hasObservability(repository)) return [];
  const path = `${OBSERVABILITY_FOLDER}/kustomization.yaml`;
  const rules = hasRules(repository) ? repository.apps : [];
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    ...(rules.length === 0 ? {} : { resources: rules.map(({ name }) => `rules/${name}.yaml`).sort(compare) }),
    ...(hasDashboards(repository) ? dashboardConfigMaps(repository) : {}),
  };
  return [
    {
      path,
      content: generatedHeader(path, OPTION) + toYaml(kustomization),
      owner: 'generated',
      option: OPTION,
      instead: `Set ${settersOf('ObservabilityOptions', 'PrometheusRule')} of ${OPTION}, or dashboards. It lists the rules and dashboards of all apps.`,
    },
    ...(hasRules(repository) ? repository.apps.map((app) => rulesFile(repository, app)) : []),
    ...(hasDashboards(repository) ? renderDashboards(repository) : []),
  ];
}

function rulesFile(repository: Repository & { repoUrl: string }, app: App): TreeFile {
  const path = `${OBSERVABILITY_FOLDER}/rules/${app.name}.yaml`;
  const option = `apps.${app.name}`;
  const file = {
    path,
    owner: 'generated',
    option,
    instead: `Set ${settersOf('SettingsOptions', 'PrometheusRule')} in ${option} or its environments; ${OPTION} applies to all apps.`,
    changedBy: [OPTION],
  } as const;
  return renderedWhenAsked(file, () => generatedHeader(path, option) + LONG_LINES + manifest(repository, app));
}

/** The object that contains the rules of an app. */
function manifest(repository: Repository & { repoUrl: string }, app: App): string {
  const { rules, namespace } = repository.observability;
  const name = `${repository.name}-${app.name}`;
  const metadata = { name, namespace, labels: ruleLabels(repository, app) };
  const text = rulesOf(repository, app);
  if (rules === 'operator') {
    const object = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata };
    return `${toYaml(object)}spec:\n${indent(text, 2)}`;
  }
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
  return `${toYaml(object)}data:\n  ${name}.yaml: |\n${indent(text, 4)}`;
}

function indent(text: string, width: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(width));
}

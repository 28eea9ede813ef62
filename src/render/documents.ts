import { wrapMarkdown } from './markdown';
import { alertsView } from './observability/alerts-view';
import { ALERTS_PAGE } from './observability/rules';
import { recipesView } from './recipes';
import { VERSIONS } from '../config/defaults';
import { gateFacts, hasGate } from '../config/gates';
import { LIBRARY } from '../config/library';
import type { MinimumVersion } from '../config/minimum-versions';
import { MINIMUM_VERSIONS } from '../config/minimum-versions';
import type { App, Egress, Environment, Pods, Repository, Workload } from '../config/model';
import {
  buildSecretNames,
  hasRules,
  isDeployable,
  isLongRunning,
  isScraped,
  notSet,
  previous,
  rootName,
  servicesOf,
} from '../config/model';
import { secretName } from '../config/names';
import { otherHost } from '../config/other-hosts';
import { commandLine } from '../config/package-managers';
import { probePaths } from '../config/probe-paths';
import { gateJob } from './workflows/gates';
import { stagesOf } from './workflows/stages';
import { RULES } from '../config/rule-names';
import { withHeader } from '../files/tree/header';
import { renderDocument } from '../files/tree/templates';
import type { TreeFile } from '../files/tree/tree';

/** Documents that use the names of the apps and environments of the repository. */
const DOCUMENTS = [
  'AGENTS.md',
  'IMPLEMENTATION_SUMMARY.md',
  'ONBOARDING.md',
  'docs/RECIPES.md',
  'docs/RELEASING.md',
  'docs/ROLLBACK.md',
  'docs/SEALED_SECRETS.md',
  'docs/TROUBLESHOOTING.md',
];

/** Renders the documents. All are generated, except for the README, which is a starter file. */
export function renderDocuments(repository: Repository): TreeFile[] {
  const view = documentView(repository);
  const documents = DOCUMENTS.map((path): TreeFile => {
    const text = documentOf(path, view);
    const instead = 'Add your own documents; README.md is yours.';
    return { path, content: withHeader(path, 'name', text, 'html'), owner: 'generated', option: 'name', instead };
  });
  const readme: TreeFile = {
    path: 'README.md',
    content: documentOf('README.md', view),
    owner: 'starter',
    option: 'name',
    instead: 'It is yours: edit it.',
    bornWith: 'ONBOARDING.md',
  };
  return [...documents, ...alertsPage(repository, view), readme];
}

/** The page about the alerts, if there are rules. A team may already have its own page. */
function alertsPage(repository: Repository, view: object): TreeFile[] {
  if (!hasRules(repository)) return [];
  const [path, option] = [ALERTS_PAGE, 'observability'];
  const content = withHeader(path, option, documentOf(path, view), 'html');
  const instead = 'Set observability or objective. Add your own documents for alerts of your own.';
  return [{ path, content, owner: 'generated', option, instead, optedInBy: 'observability.rules' }];
}

/** Fills the template of a document. */
function documentOf(path: string, view: object): string {
  return wrapMarkdown(renderDocument(`docs/${path.replace('docs/', '')}`, view));
}

/** What templates of documents can use about an environment. */
interface EnvironmentView {
  readonly name: string;
  readonly gated: boolean;
  readonly tracking: boolean;
  readonly branch: string;
  /** Name of the environment before it; empty for the first. */
  readonly previous: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** The minimum versions that this repository needs. */
function minimumVersions({ argocd: { manages, retryRefresh } }: Repository): MinimumVersion[] {
  const { kubernetes, argocd, kustomize } = MINIMUM_VERSIONS;
  return [kubernetes, ...(manages !== 'nothing' && retryRefresh ? [argocd] : []), kustomize];
}

/** What templates of documents can use. */
export function documentView(repository: Repository): object {
  const views = new Map(
    repository.environments.map((environment) => [environment, environmentView(repository, environment)]),
  );
  const environments = [...views.values()];
  const apps = repository.apps.map((app) => appView(app, views));
  const tracking = environments.find((environment) => environment.tracking);
  const held = tracking ?? environments[environments.length - 1];
  const otherBranches = environments.filter(({ branch }) => branch !== repository.defaultBranch);
  const gated = [...environments].reverse().find((environment) => environment.gated);
  return {
    name: repository.name,
    repoUrl: repository.repoUrl ?? '',
    registry: repository.registry ?? '',
    deployable: isDeployable(repository),
    otherHost: otherHost(repository) ?? '',
    notSet: notSet(repository),
    defaultBranch: repository.defaultBranch,
    kustomizeVersion: VERSIONS.kustomize,
    kubesealVersion: VERSIONS.kubeseal,
    argocdNamespace: repository.argocd.namespace,
    managesArgocd: repository.argocd.manages !== 'nothing',
    minimumVersions: minimumVersions(repository),
    argocdProject: repository.argocd.project ?? '',
    managesProjects: repository.argocd.manages === 'projects-and-applications',
    rootName: rootName(repository),
    hasCodeOwners: repository.codeOwners.length > 0,
    renovate: repository.renovate,
    libraryName: LIBRARY.name,
    packageManager: {
      ...repository.packageManager,
      // As typed by a person.
      cleanInstall: commandLine(repository.packageManager, 'cleanInstall'),
      install: commandLine(repository.packageManager, 'install'),
      add: commandLine(repository.packageManager, 'add'),
    },
    serviceMonitor: repository.serviceMonitor !== undefined,
    ...alertsView(repository),
    delivery: deliveryView(repository),
    ...gatesView(repository),
    ...failuresView(repository),
    releasesByPullRequest: repository.delivery.releases === 'pull-request',
    buildSecrets: buildSecretNames(repository),
    hasBuildSecrets: buildSecretNames(repository).length > 0,
    hasApps: apps.length > 0,
    editorSettings: repository.editorSettings,
    devContainer: repository.devContainer,
    hasRequirements:
      repository.apps.length === 0 || repository.apps.some(({ packages }) => packages === 'requirements'),
    hasUv: repository.apps.some(({ packages }) => packages === 'uv'),
    hasExisting: repository.apps.some((app) => existingObjects(app).length > 0),
    firstApp: apps[0],
    isScraped: repository.apps.some(isScraped),
    apps,
    environments,
    hasTracking: tracking !== undefined,
    trackingEnvironment: tracking,
    hasGated: gated !== undefined,
    gatedEnvironment: gated,
    firstEnvironment: environments[0],
    lastEnvironment: environments[environments.length - 1],
    promotion: promotionView(repository, environments),
    // Examples pin this environment: one that automatic releases reach, if there is one.
    heldEnvironment: held,
    inLast: lastApplication(repository),
    otherBranches,
    hasOtherBranches: otherBranches.length > 0,
    hasSeveralClusters: repository.apps.some((app) => app.environments.some((own) => own.applications.length > 1)),
    recipes: recipesView(repository),
    rules: Object.entries(RULES).map(([name, finds]) => ({ name, finds })),
  };
}

/** How people learn of failed releases. */
function failuresView({ delivery, environments }: Repository): object {
  const reportsFailures = delivery.onFailure === 'issue';
  const notifies = environments.some(({ subscriptions }) => subscriptions.length > 0);
  return { reportsFailures, notifies, reportsOrNotifies: reportsFailures || notifies };
}

/** How the workflow pushes images and releases. */
function deliveryView({ delivery }: Repository): object {
  const { credentials, login, npmTokenSecret, packageIndexSecret } = delivery;
  return {
    byPassword: login.kind === 'password',
    byGithubToken: login.kind === 'github-token',
    aws: login.kind === 'aws' ? login : undefined,
    google: login.kind === 'google' ? login : undefined,
    byToken: credentials === 'token',
    byApp: credentials === 'github-app',
    byDeployKey: credentials === 'deploy-key',
    npmTokenSecret,
    packageIndexSecret,
  };
}

/** The gates of environments. */
function gatesView(repository: Repository): object {
  const all = repository.environments.filter((environment) => hasGate(repository, environment));
  const { stages } = stagesOf(repository);
  const pushGates = all
    .filter(({ gated }) => !gated)
    .map((environment) => {
      const { minutes, isAsked, isTested } = gateFacts(repository, [environment]);
      const health = 'Argo CD has synced this release and reports it healthy';
      const tests = 'the app returns its version and passes the platform tests';
      const shows = [...(isAsked ? [health] : []), ...(isTested ? [tests] : [])].join('; or, for some apps, ');
      const opens = stages
        .filter(({ after }) => after === environment)
        .map(({ job, environments }) => ({ job, environments: environments.map(({ name }) => name).join(' and ') }));
      return { name: environment.name, job: gateJob(environment), minutes, shows, opens };
    });
  const last = all.at(-1);
  return {
    pushGates,
    hasPushGates: pushGates.length > 0,
    hasGates: all.length > 0,
    lastGate: last && { name: last.name, ...gateFacts(repository, [last]) },
    asksArgocd: gateFacts(repository, repository.environments).isAsked,
    testsService: gateFacts(repository, repository.environments).isTested,
    argocdAddress: repository.argocd.address ?? '',
  };
}

function environmentView(repository: Repository, environment: Environment): EnvironmentView {
  const index = repository.environments.indexOf(environment);
  return {
    name: environment.name,
    gated: environment.gated,
    tracking: !environment.gated,
    branch: environment.branch,
    previous: previous(repository, environment)?.name ?? '',
    isFirst: index === 0,
    isLast: index === repository.environments.length - 1,
  };
}

/** The environment that examples promote to: the last gated one, or else the last, but never the first. */
function promotionView(repository: Repository, environments: readonly EnvironmentView[]): object | undefined {
  const able = environments.filter(({ previous: before }) => before !== '');
  const chosen = able.filter(({ gated }) => gated).at(-1) ?? able.at(-1);
  return chosen && { ...chosen, movesConfiguration: chosen.gated && repository.argocd.manages !== 'nothing' };
}

/** The first app in the last environment. */
function lastApplication({ apps }: Repository): object | undefined {
  const own = apps[0]?.environments.at(-1);
  return own && { namespace: own.namespace, applicationName: own.applications[0].name };
}

function appView(app: App, views: ReadonlyMap<Environment, EnvironmentView>): object {
  return {
    name: app.name,
    port: app.port,
    code: `src/${app.callable.module.replaceAll('.', '/')}.py`,
    isStarter: app.callable.module === 'server',
    answers: answersOf(app),
    hasSeveralWorkloads: app.workloads.length > 1,
    workloadNames: codes(app.workloads.map(({ name }) => name)),
    services: enumerate(app.backingServices.map(({ name }) => name)),
    pythonVersion: app.pythonVersion,
    isUv: app.packages === 'uv',
    readinessPath: probePaths(app, 'readiness')[0],
    image: app.image,
    secretName: secretName(app),
    workloads: app.workloads.map((workload) => workloadView(workload)),
    deployments: app.workloads.filter(isLongRunning),
    deployment: app.workloads.find(isLongRunning),
    service: servicesOf(app)[0],
    inFirst: { ...app.environments[0], applicationName: app.environments[0].applications[0].name },
    ingressNamespaces: senders(app, 'ingressNamespaces'),
    ingressCidrs: senders(app, 'ingressCidrs'),
    existing: existingObjects(app),
    isReached: servicesOf(app).length > 0,
    openEgress: app.base.networkPolicy.egress === undefined,
    egress: (app.base.networkPolicy.egress ?? []).map(formatEgress),
    environments: app.environments.map(({ environment, ...own }) => ({
      ...views.get(environment),
      ...own,
      pods: app.workloads.map((workload) => podsView(workload, own.pods[workload.name])),
    })),
  };
}

/** The Secrets and ConfigMaps of an app that this repository does not create. */
function existingObjects(app: App): object[] {
  return app.environments.flatMap(({ namespace, existingSecrets = [], existingConfigMaps = [] }) => [
    ...existingSecrets.map((name) => ({ kind: 'Secret', name, namespace })),
    ...existingConfigMaps.map((name) => ({ kind: 'ConfigMap', name, namespace })),
  ]);
}

/** What may connect to an app in any environment. */
function senders(app: App, from: 'ingressNamespaces' | 'ingressCidrs'): string[] {
  return [...new Set(app.environments.flatMap(({ networkPolicy }) => networkPolicy[from]))];
}

/** The paths that an app answers for the platform, such as `/health` and `/metrics`. */
function answersOf(app: App): string {
  return codes([...probePaths(app, 'startup', 'liveness', 'readiness'), ...(app.metrics ? [app.metrics.path] : [])]);
}

/** A list of code in prose. */
function codes(texts: readonly string[]): string {
  return enumerate([...new Set(texts)].map((text) => `\`${text}\``));
}

function enumerate(items: readonly string[]): string {
  if (items.length < 3) return items.join(' and ');
  return `${items.slice(0, -1).join(', ')}, and ${items.at(-1)}`;
}

function workloadView(workload: Workload): object {
  const { type, port } = workload;
  return { objectName: workload.objectName, what: type === 'service' ? String(port) : type };
}

function podsView(workload: Workload, { replicas, autoscaling, memory, cpu, schedule }: Pods): object {
  const many =
    autoscaling === undefined ? String(replicas) : `${autoscaling.minReplicas} to ${autoscaling.maxReplicas}`;
  const when = workload.type === 'job' ? 'before each deployment' : `\`${schedule}\``;
  return { objectName: workload.objectName, count: isLongRunning(workload) ? many : when, memory, cpu };
}

function formatEgress({ namespace, cidr, ports }: Egress): string {
  const where = `\`${namespace ?? cidr}\``;
  return ports.length === 0 ? where : `${where} on ${ports.join(', ')}`;
}

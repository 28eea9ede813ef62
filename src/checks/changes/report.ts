import { createColors } from 'picocolors';
import type { AppChanges, EnvironmentChanges } from './changes';
import { isChanged } from './changes';
import type { ObjectChange } from './compare';
import type { Effect, Effects } from './effects';
import { codeSpan, count, fenced, listed, shortened, visible } from '../../common/printed';

/** How many diff lines of an app a job summary shows; GitHub limits a summary to 1 MiB. */
const MARKDOWN_LINES = 200;

/** How many apps of an environment have their diffs in it. */
const MARKDOWN_APPS = 20;

/** Labels of the effects, most important first. */
const EFFECTS: Readonly<Record<keyof Effects, string>> = {
  immutable: 'cannot be changed in place',
  restarts: 'pods that restart',
  starts: 'pods that start',
  stops: 'pods that stop',
  scales: 'number of pods',
  jobs: 'jobs that run in the sync',
  waitingJobs: 'jobs that run in the next sync (this change does not start one)',
  cronJobs: 'CronJobs that change from their next run',
  unread: 'values that pods read after their next restart',
  pruned: 'Argo CD removes',
  left: 'removed from git, but stays in the cluster',
};

const OCCASIONS: Readonly<Record<AppChanges['occasion'], string>> = {
  merge: 'on merge',
  promotion: 'on promotion',
  'first-release': 'on the first release',
  nothing: 'nothing to compare',
};

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

/** The output of `--json`. Fields may be added; existing fields keep their name and meaning within one version. */
export function changesToJson(environments: readonly EnvironmentChanges[]): object {
  return {
    schemaVersion: 1,
    changed: environments.some(({ apps }) => apps.some(isChanged)),
    environments: environments.map((environment) => ({
      ...environment,
      apps: environment.apps.map((app) => ({
        ...app,
        changed: isChanged(app),
        applications: app.applications.map(objectJson),
        objects: app.objects.map(objectJson),
      })),
    })),
  };
}

/** Leaves out the objects, which may contain secret values. */
function objectJson({ change, kind, name, namespace, diff }: ObjectChange): object {
  return { change, kind, name, namespace: namespace ?? null, diff };
}

export interface ReportStyle {
  readonly isColored: boolean;
  /** Whether to omit the objects. */
  readonly isSummary: boolean;
  /** Whether to print the next step; false when it is about to happen anyway. */
  readonly hasNext?: boolean;
}

/** The report as text: the changes of each app, object by object, then their effects. */
export function formatChanges(environments: readonly EnvironmentChanges[], style: ReportStyle): string {
  const lines = environments.flatMap((environment) => formatEnvironment(environment, style));
  return lines.join('\n');
}

function formatEnvironment(
  environment: EnvironmentChanges,
  { isColored, isSummary, hasNext = true }: ReportStyle,
): string[] {
  const color = createColors(isColored);
  const changed = environment.apps.filter(isChanged);
  const details = isSummary ? [] : changed.flatMap((app) => formatApp(environment.environment, app, color));
  const summary = changed.flatMap((app) => [
    color.bold(`${app.app} in ${environment.environment}, ${OCCASIONS[app.occasion]}: ${amounts(app)}`),
    ...effectLines(app).map((line) => `  ${line}`),
    ...app.notes.map((note) => `  note: ${visible(note)}`),
  ]);
  const same = environment.apps.length - changed.length;
  const rest =
    same === 0 ? [] : [`${count(same, 'app does not change', 'apps do not change')} in ${environment.environment}.`];
  return [
    ...details,
    ...summary,
    ...rest,
    ...unchangedNotes(environment),
    ...(hasNext ? next(environment, changed) : []),
  ];
}

/** The next step for these changes. */
function next({ branch }: EnvironmentChanges, changed: readonly AppChanges[]): string[] {
  if (changed.length === 0) return [];
  return changed.every(({ occasion }) => occasion === 'merge')
    ? ['', `Next: merge. Argo CD then deploys from the branch ${branch}.`]
    : ['', 'Next: release with the workflow, make promote, or make release.'];
}

function formatApp(environment: string, app: AppChanges, color: ReturnType<typeof createColors>): string[] {
  const objects = (changes: readonly ObjectChange[]): string[] =>
    changes.flatMap((change) => [
      `${SIGNS[change.change]} ${nameOf(change)}`,
      ...diffLines(change).map((line) => `    ${paint(color, line)}`),
    ]);
  return [
    color.bold(`${app.app} in ${environment}`),
    `  now   ${app.now?.description ?? 'nothing'}`,
    `  next  ${app.next?.description ?? 'nothing'}`,
    ...objects(app.objects),
    ...(app.applications.length === 0 ? [] : ['Argo CD:', ...objects(app.applications)]),
    '',
  ];
}

/** Notes that several apps share are printed once. */
function unchangedNotes({ environment, apps }: EnvironmentChanges): string[] {
  const notes = new Map<string, string[]>();
  for (const app of apps.filter((one) => !isChanged(one))) {
    for (const note of app.notes) notes.set(note, [...(notes.get(note) ?? []), app.app]);
  }
  return [...notes].map(([note, names]) => `note: ${listed(names)} in ${environment}: ${visible(note)}`);
}

function amounts({ objects, applications }: AppChanges): string {
  const parts = (['added', 'changed', 'removed'] as const).flatMap((kind) => {
    const number = objects.filter(({ change }) => change === kind).length;
    return number === 0 ? [] : [`${number} ${kind}`];
  });
  return (
    parts.join(', ') ||
    `no object changes, ${count(applications.length, 'Application or project', 'Applications or projects')}`
  );
}

/** The effects as lines; that no pod restarts is worth a line too. */
function effectLines({ effects, objects, applications }: AppChanges): string[] {
  const lines = Object.entries(EFFECTS).flatMap(([key, words]) => {
    const found = effects[key as keyof Effects];
    return found.length === 0 ? [] : [`${words}: ${found.map(describe).join(', ')}`];
  });
  const isQuiet = effects.restarts.length + effects.starts.length + effects.stops.length === 0;
  return [...(isQuiet && objects.length > 0 ? ['no pod restarts'] : []), ...lines, ...argocdLine(applications, nameOf)];
}

function argocdLine(applications: readonly ObjectChange[], name: (change: ObjectChange) => string): string[] {
  return applications.length === 0 ? [] : [`changed in Argo CD: ${applications.map(name).join(', ')}`];
}

function describe({ kind, name, why }: Effect): string {
  return `${kind} ${name}${why.length === 0 ? '' : ` (${why.join(', ')})`}`;
}

function nameOf({ kind, name }: ObjectChange): string {
  return `${kind} ${name}`;
}

/** For an added or removed object, its name is enough. */
function diffLines({ diff }: ObjectChange): string[] {
  return diff.split('\n').slice(0, -1);
}

function paint(color: ReturnType<typeof createColors>, line: string): string {
  const safe = visible(line);
  if (line.startsWith('-')) return color.red(safe);
  return line.startsWith('+') ? color.green(safe) : safe;
}

/** Markdown for a job summary: a table for each environment, then the objects, folded. */
export function formatMarkdown(environments: readonly EnvironmentChanges[]): string {
  return (
    environments
      .flatMap((environment) => ['', ...markdownOf(environment)])
      .slice(1)
      .join('\n') + '\n'
  );
}

function markdownOf(environment: EnvironmentChanges): string[] {
  const changed = environment.apps.filter(isChanged);
  const heading = `### ${environment.environment}${headings[environment.occasion]}`;
  const notes = unchangedNotes(environment).map((note) => `- ${plain(note)}`);
  if (changed.length === 0) return [heading, '', 'Nothing changes.', ...(notes.length === 0 ? [] : ['', ...notes])];
  const rows = changed.map((app) => {
    const [restarts, others] = [
      effectsOf(app, true),
      [amounts(app), ...effectsOf(app, false), ...argocdLine(app.applications, codeName), ...app.notes.map(plain)],
    ];
    return `| ${codeSpan(app.app)} | ${restarts.join('<br>') || 'none'} | ${others.join('<br>')} |`;
  });
  const details = changed.slice(0, MARKDOWN_APPS).flatMap((app) => {
    const lines = [...app.objects, ...app.applications].flatMap((change) => [
      `${SIGNS[change.change]} ${nameOf(change)}`,
      ...diffLines(change),
    ]);
    const shown = shortened(lines, MARKDOWN_LINES, ' lines');
    return [
      '',
      `<details><summary>${app.app}</summary>`,
      '',
      ...fenced('diff', shown.map(visible).join('\n')),
      '',
      '</details>',
    ];
  });
  return [
    heading,
    '',
    '| app | pods that restart | other changes |',
    '| --- | --- | --- |',
    ...rows,
    ...details,
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ];
}

const headings: Readonly<Record<EnvironmentChanges['occasion'], string>> = {
  merge: ' (on merge)',
  promotion: ' (on the next promotion)',
  default: '',
};

function effectsOf({ effects }: AppChanges, isRestart: boolean): string[] {
  return Object.entries(EFFECTS).flatMap(([key, words]) => {
    const found = effects[key as keyof Effects];
    if (found.length === 0 || (key === 'restarts') !== isRestart) return [];
    const names = found.map(
      ({ kind, name, why }) => `${kind} ${codeSpan(name)}${why.length === 0 ? '' : ` (${plain(why.join(', '))})`}`,
    );
    return [isRestart ? names.join(', ') : `${words}: ${names.join(', ')}`];
  });
}

/** Escapes Markdown. */
function plain(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>|#]/g, (character) => `\\${character}`);
}

function codeName({ kind, name }: ObjectChange): string {
  return `${kind} ${codeSpan(name)}`;
}

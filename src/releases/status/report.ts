import { createColors } from 'picocolors';
import type { Distance } from './distance';
import type { AppStatus, EnvironmentStatus, State, Status } from './status';
import { listed, table } from '../../common/printed';

/** If the table is wider than this, apps become headings. */
const WIDTH = 100;

/** Branches and tags that are longer than this are shortened. */
const LONG = 20;

const HEAD = ['APP', 'ENV', 'STATE', 'IMAGE', 'CONFIG', 'BEHIND', 'DRIFT'];

/** What `--json` prints. Within one version, fields may be added, but not renamed or removed. */
export function statusToJson({ apps, repositoryDrift, notes }: Status): object {
  return { schemaVersion: 1, apps, repository: { drift: repositoryDrift }, notes };
}

/** For people: a table, then notes. */
export function formatStatus(status: Status, isColored: boolean): string {
  if (status.apps.length === 0) return 'No apps yet. Add one to apps in .projenrc.ts, then run npx projen.';
  const color = createColors(isColored);
  const paint = (lines: readonly string[]): string[] => [color.dim(lines[0]), ...lines.slice(1)];
  const rows = status.apps.flatMap((app) => app.environments.map((own) => [app.app, ...cells(own), driftOf(app)]));
  const flat = table([HEAD, ...rows]);
  const fits = flat.every((line) => line.length <= WIDTH);
  const lines = fits ? paint(flat) : grouped(status.apps, color.bold);
  return [...lines, ...remarks(status), ...next(status)].join('\n');
}

/** The same table with each app as a heading above its environments, for long names. */
function grouped(apps: readonly AppStatus[], bold: (text: string) => string): string[] {
  const lines = table(apps.flatMap(({ environments }) => environments.map((own) => cells(own))));
  let line = 0;
  return apps.flatMap((app) => {
    const drift = app.drift === 0 ? '' : `  drift ${driftOf(app)}`;
    return [bold(app.app) + drift, ...app.environments.map(() => `  ${lines[line++]}`)];
  });
}

function cells(own: EnvironmentStatus): string[] {
  return [own.environment, words(own.state), imageOf(own), configurationOf(own), behindOf(own)];
}

function words(state: State): string {
  return state === 'not-released' ? 'not released' : state;
}

function imageOf({ image, state }: EnvironmentStatus): string {
  if (image === null) return state === 'unknown' ? '?' : '-';
  const digest = image.digest === undefined ? '' : `@${image.digest.slice('sha256:'.length, 'sha256:'.length + 8)}`;
  return shortCommit(image.tag) + digest;
}

function configurationOf({ image, revision, branch, state }: EnvironmentStatus): string {
  if (state === 'unknown') return '?';
  if (image === null) return '-';
  return revision === null ? short(branch) : shortCommit(revision);
}

/** `3 main, 2 staging`: commits behind the branch, and behind the previous environment. */
function behindOf({ behind, behindPrevious, branch, state }: EnvironmentStatus): string {
  if (behind === null) return state === 'unknown' ? '?' : '-';
  const parts = [
    distance(behind, branch),
    ...(behindPrevious ? [distance(behindPrevious, behindPrevious.environment)] : []),
  ];
  return parts.filter((part) => part !== '').join(', ') || '0';
}

function distance({ commits }: Distance, name: string): string {
  return commits === 0 ? '' : `${commits ?? '?'} ${short(name)}`;
}

function driftOf({ drift }: AppStatus): string {
  return String(drift ?? '?');
}

function shortCommit(text: string): string {
  return /^[0-9a-f]{12,}$/.test(text) ? text.slice(0, 8) : short(text);
}

function short(text: string): string {
  return text.length > LONG ? `${text.slice(0, LONG - 1)}…` : text;
}

function remarks({ apps, repositoryDrift, notes: general }: Status): string[] {
  const unknown = new Map<string, string[]>();
  const reasons: string[] = [];
  for (const { app, environments } of apps) {
    for (const { environment, behind, behindPrevious, reason } of environments) {
      const place = `${app} in ${environment}`;
      if (reason !== null) reasons.push(`pinned: ${place}: ${oneLine(reason)}`);
      for (const why of new Set([...(behind?.unknown ?? []), ...(behindPrevious?.unknown ?? [])])) {
        unknown.set(why, [...(unknown.get(why) ?? []), place]);
      }
    }
  }
  const lines = [
    ...reasons,
    ...[...unknown].map(([why, places]) => `?: ${why} (${listed(places)})`),
    ...general.map((note) => `?: ${note}`),
    ...(repositoryDrift ? [`drift outside the apps: ${repositoryDrift}`] : []),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}

/** A reason is free text: print it on one line, without control characters. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** The next step. */
function next({ apps, repositoryDrift }: Status): string[] {
  const drifts = apps.reduce((sum, { drift }) => sum + (drift ?? 0), repositoryDrift ?? 0);
  if (drifts > 0) return ['', 'Next: make drift shows which files drifted and how to fix them.'];
  const waiting = apps.flatMap(({ app, environments }) =>
    environments.flatMap(({ environment, behindPrevious }) => (behindPrevious?.commits ? [{ app, environment }] : [])),
  )[0];
  if (waiting === undefined) return [];
  return ['', `Next: make diff ENV=${waiting.environment} APP=${waiting.app} shows what a promotion would change.`];
}

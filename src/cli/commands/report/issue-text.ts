import type { Image } from '../../../common/image-reference';
import { formatImage, sourceCommit } from '../../../common/image-reference';
import { codeSpan, fenced, oneLine } from '../../../common/printed';
import type { App, AppEnvironment, Repository } from '../../../config/model';
import { SHORT, shortTag } from '../../../releases/files/message';
import type { WorkflowRun } from '../../github/run';

/** How many characters of a gate's reason go into an issue. */
const LONGEST = 2000;

export interface FailureText {
  readonly repository: Repository;
  readonly app: App;
  readonly own: AppEnvironment;
  readonly at: 'release' | 'gate';
  readonly image?: Image;
  /** What the environment has instead, if the release never got there. */
  readonly now?: Image;
  readonly why?: string;
  /** Undefined outside GitHub Actions, where nothing is written. */
  readonly run?: WorkflowRun;
}

/** The line that an issue starts with. It identifies the issue, and GitHub does not show it. */
export function markerOf(app: string, environment: string): string {
  return `<!-- python-gitops report: ${app} in ${environment} -->`;
}

export function titleOf(app: string, environment: string): string {
  return `Release of ${app} failed in ${environment}`;
}

/** The text of an issue about a failed release. `before` is its text so far, for the number of failures in a row. */
export function bodyOf(failure: FailureText, before?: string): string {
  const { app, own, run } = failure;
  const name = own.environment.name;
  return [
    [markerOf(app.name, name), countLine(countOf(before, run), run)].join('\n'),
    whatFailed(failure),
    ...(failure.why ? [fenced('text', oneLine(failure.why, LONGEST)).join('\n')] : []),
    rows(failure, countOf(before, run)),
    whatToDo(failure),
    ...mentions(failure.repository),
    `The next release of ${app.name} that passes in ${name} closes this issue. Add notes as comments: each failed run replaces this text.`,
  ].join('\n\n');
}

/** The text of an issue that a passed release closes. */
export function passedBody(image: Image | undefined, run: WorkflowRun | undefined, body: string): string {
  const what = image === undefined ? 'A later release' : codeSpan(shortTag(formatImage(image)));
  return withNote(`**Passed:** ${what} passed${run === undefined ? '' : ` in [this run](${run.url})`}.`, body);
}

/** The text of an issue that another run opened at the same moment. */
export function duplicateBody(of: number, body: string): string {
  return withNote(`**Duplicate** of #${of}.`, body);
}

/** Inserts a note after the hidden lines, so that a reopened issue is still found. */
function withNote(note: string, body: string): string {
  const lines = body.split(/\r?\n/);
  const hidden = lines.findIndex((line) => !line.startsWith('<!--'));
  const place = hidden < 0 ? lines.length : hidden;
  return [...lines.slice(0, place), '', note, ...lines.slice(place)].join('\n');
}

function whatFailed({ app, own, at, image, now }: FailureText): string {
  const where = `**${app.name}** in **${own.environment.name}**`;
  const what = image === undefined ? 'the release' : codeSpan(shortTag(formatImage(image)));
  if (at === 'gate') return `${where}: ${what} did not pass its gate. It stays there and goes no further.`;
  const rest =
    now === undefined
      ? 'The environment has no release yet.'
      : `The environment still has ${codeSpan(shortTag(formatImage(now)))}.`;
  return `${where}: ${what} was not released. ${rest}`;
}

function rows({ image, run }: FailureText, failures: number): string {
  const commit = image && sourceCommit(image);
  const cells = [
    ...(run === undefined ? [] : [['Run', `[${run.id}, attempt ${run.attempt}](${run.url})`]]),
    ...(commit === undefined
      ? []
      : [
          [
            'Commit',
            run === undefined
              ? codeSpan(commit.slice(0, SHORT))
              : `[${commit.slice(0, SHORT)}](${run.address.url}/commit/${commit})`,
          ],
        ]),
    ...(image === undefined ? [] : [['Image', codeSpan(formatImage(image))]]),
    ['Failures in a row', String(failures)],
  ];
  return ['| | |', '| --- | --- |', ...cells.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}

function whatToDo({ repository, app, own, at, run }: FailureText): string {
  const look = ['Find the cause:', '', '```bash', 'make status', 'make doctor', '```'];
  const rerun = 'If the cause was outside the release, fix it and rerun the failed jobs.';
  if (at === 'release') return [...look, '', `The cluster did not change. ${rerun}`].join('\n');
  const page = 'docs/ROLLBACK.md';
  const link = run === undefined ? page : `[${page}](${run.address.url}/blob/${repository.defaultBranch}/${page})`;
  const command = `make rollback APP=${app.name} ENV=${own.environment.name}`;
  return [...look, '', `Roll back to the previous release (${link}):`, '', '```bash', command, '```', '', rerun].join(
    '\n',
  );
}

/** GitHub notifies people and teams, but not email addresses. */
function mentions({ codeOwners }: Repository): string[] {
  const names = codeOwners.filter((owner) => owner.startsWith('@'));
  return names.length === 0 ? [] : [`Owners: ${names.join(' ')}`];
}

const COUNT = /^<!-- failures: (\d{1,6}), last run: (\d+)\/(\d+) -->$/;

function countLine(failures: number, run: WorkflowRun | undefined): string {
  return `<!-- failures: ${failures}, last run: ${run?.id ?? 0}/${run?.attempt ?? 0} -->`;
}

/** The number of failures in a row, including this one. The same attempt of a run counts once. */
function countOf(before: string | undefined, run: WorkflowRun | undefined): number {
  const [, failures, id, attempt] = COUNT.exec(before?.split(/\r?\n/)[1] ?? '') ?? [];
  if (failures === undefined) return 1;
  return Number(failures) + (id === run?.id && attempt === run?.attempt ? 0 : 1);
}

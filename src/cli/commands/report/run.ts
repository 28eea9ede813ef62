import type { ReportFlags } from './command';
import type { Done } from './issue';
import { reportFailure, reportSuccess } from './issue';
import { verdictOf } from './verdict';
import type { ReportVerdict } from './verdict';
import { parseAddress } from '../../../checks/doctor/address';
import { GitError } from '../../../clients/git/process';
import type { App, AppEnvironment, Repository } from '../../../config/model';
import { Folder } from '../../../files/disk/folder';
import { readRepository } from '../../../project/synthesis/rendering';
import { Clone } from '../../../releases/delivery/clone';
import { CommandError, EXIT } from '../../errors';
import { githubApi } from '../../github/api';
import { GitHubIssues, IssuesDisabledError } from '../../github/issues';
import type { WorkflowRun } from '../../github/run';
import { workflowRun } from '../../github/run';
import { tokenFor } from '../../github/token';
import { print } from '../../printing/print';
import { runner } from '../../probes/run';
import { imageOf } from '../../releases/image';
import type { Base } from '../../releases/place';
import { findApp, requireDeployable } from '../../releases/targets';
import { findRoot, loadProject } from '../../repository/load';
import { findEnvironment } from '../../repository/named';

/** How long GitHub may take to answer, in milliseconds. */
const LIMIT = 60_000;

const LABEL = {
  name: 'release-failed',
  color: 'b60205',
  description: 'A release failed in an environment; the next one that passes closes the issue',
};

interface Outcome extends Done {
  readonly verdict: ReportVerdict;
  readonly why?: string;
}

/** `python-gitops report`: keeps one GitHub issue about failed releases of an app in an environment. */
export async function runReport(
  cwd: string,
  appName: string,
  environmentName: string,
  flags: ReportFlags,
): Promise<number> {
  const root = findRoot(cwd);
  const { repository } = readRepository((await loadProject(root))._options, new Folder(root));
  requireDeployable(repository);
  if (repository.delivery.onFailure === 'none') {
    const set = "set delivery: { onFailure: 'issue' } first";
    throw new CommandError(`delivery.onFailure is 'none', so failed releases are not reported: ${set}`, EXIT.findings);
  }
  const app = findApp(appName, repository);
  const own = findEnvironment(environmentName, app);
  const run = workflowRun();
  // Only issues that a workflow run opened count, so people can't forge one.
  if (run === undefined && !flags.dryRun) {
    throw new CommandError('report writes issues only in GitHub Actions: add --dry-run to preview');
  }
  const image = flags.image === undefined ? undefined : imageOf(app, flags.image);
  const git = new Clone(root);
  const edit = (): never => {
    throw new Error('a report changes nothing');
  };
  const base: Base = { repository, app, own, edit, git: () => git };
  const outcome = await reported(base, flags, run, root, decided(base, flags, image));
  print(flags, {
    json: () => toJson(app, own, flags, outcome),
    text: () => describe(app, own, flags, outcome),
  });
  return EXIT.ok;
}

function decided(base: Base, flags: ReportFlags, image: Parameters<typeof verdictOf>[2]): ReportVerdict {
  try {
    return verdictOf(base, flags, image);
  } catch (error) {
    if (error instanceof GitError) throw new CommandError(error.message);
    throw error;
  }
}

async function reported(
  base: Base,
  flags: ReportFlags,
  run: WorkflowRun | undefined,
  root: string,
  verdict: ReportVerdict,
): Promise<Outcome> {
  if (verdict.result === 'none') return { verdict, action: 'none', why: verdict.why };
  const { repository, app, own } = base;
  try {
    const issues = issuesOf(repository, run, root);
    const isDryRun = flags.dryRun ?? false;
    if (verdict.result === 'failed') {
      const failure = { repository, app, own, ...verdict, why: flags.why, run };
      return { verdict, ...(await reportFailure(issues, failure, isDryRun)) };
    }
    const done = await reportSuccess(issues, { app, own, image: verdict.image, run }, isDryRun);
    return { verdict, ...done, ...(done.action === 'none' ? { why: 'no issue is open' } : {}) };
  } catch (error) {
    if (!(error instanceof IssuesDisabledError)) throw error;
    return disabled(app, own, verdict);
  }
}

/** Only a warning: the release decides whether the run fails. */
function disabled(app: App, own: AppEnvironment, verdict: ReportVerdict): Outcome {
  const why = 'issues are disabled in this repository';
  const fix = 'enable them in its settings, or remove delivery.onFailure from .projenrc.ts';
  const prefix = process.env.GITHUB_ACTIONS === 'true' ? '::warning title=Failed releases are not reported::' : '';
  console.error(`${prefix}${app.name} in ${own.environment.name}: ${why}: ${fix}`);
  return { verdict, action: 'none', why };
}

/** The issues of the repository that the run belongs to. A fork has its own. */
function issuesOf({ repoUrl = '' }: Repository, run: WorkflowRun | undefined, root: string): GitHubIssues {
  const address = run?.address ?? parseAddress(repoUrl);
  if (address === undefined) {
    throw new CommandError(`issues need a repository on GitHub, but repoUrl is ${JSON.stringify(repoUrl)}`);
  }
  return new GitHubIssues(githubApi(runner(root, LIMIT, tokenFor(address)), address), address, LABEL);
}

function describe(app: App, own: AppEnvironment, { dryRun }: ReportFlags, outcome: Outcome): string {
  const where = `${app.name} in ${own.environment.name}`;
  const { action, issue, why = '', text } = outcome;
  const which = issue === undefined ? 'an issue' : `#${issue.number}`;
  const at = issue === undefined ? '' : `: ${issue.url}`;
  if (action === 'none') return `${where}: nothing to report: ${why}.`;
  if (!dryRun) return `${where}: ${{ open: 'opened', update: 'updated', close: 'closed' }[action]} ${which}${at}`;
  return [`${where}: would ${action} ${which}${at}`, ...(text === undefined ? [] : ['', text])].join('\n');
}

function toJson(app: App, own: AppEnvironment, { dryRun }: ReportFlags, outcome: Outcome): object {
  const { verdict, action, issue, why } = outcome;
  return {
    schemaVersion: 1,
    app: app.name,
    environment: own.environment.name,
    result: verdict.result,
    action,
    issue: issue === undefined ? null : { number: issue.number, url: issue.url },
    why: why ?? null,
    dryRun: dryRun ?? false,
  };
}

import type { RepositoryAddress } from './address';
import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import type { Refusals } from './protection';
import { pusherName } from './pusher';
import { REGISTRY_ENVIRONMENT } from './registry-login';
import { requiredChecksCheck } from './required-checks';
import type { Delivery } from '../../config/model';

/** Facts about the repository on GitHub. */
export interface GitHubFacts {
  /** Null when the repository is not visible. */
  readonly repository: Asked<RepositoryFacts | null>;
  readonly actions: Asked<ActionsFacts>;
  /** Environments by name, with the number of their reviewers. */
  readonly environments: Asked<ReadonlyMap<string, number>>;
  /** What keeps releases from a branch, by branch. */
  readonly branches: ReadonlyMap<string, Asked<Refusals>>;
  /** Whether the token of the workflow may open pull requests. */
  readonly pullRequests: Asked<boolean>;
  /** Names of the checks that merges into the default branch require. */
  readonly requiredChecks: Asked<readonly string[]>;
}

interface RepositoryFacts {
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  readonly hasIssues: boolean;
}

export interface ActionsFacts {
  readonly isEnabled: boolean;
  /** Which actions may run: all, those of the same owner only, or selected ones. */
  readonly allowed: string;
}

export interface WantedGitHub {
  readonly address: RepositoryAddress;
  readonly gated: readonly string[];
  /** Branches that releases are pushed to; none when releases are pull requests. */
  readonly branches: readonly string[];
  /** What the workflow pushes with. */
  readonly credentials: Delivery['credentials'];
  /** How images get to the registry. */
  readonly login: Delivery['login'];
  /** Whether the token of the workflow opens the pull requests of releases. */
  readonly opensPullRequests: boolean;
  /** Whether the workflow reports failed releases in issues. */
  readonly opensIssues: boolean;
  readonly defaultBranch: string;
  /** Names of the apps. */
  readonly apps: readonly string[];
}

const WHO = 'GitHub administrator';

/** Checks that the workflow can run and push its releases. */
export function githubChecks(facts: GitHubFacts, wanted: WantedGitHub): Check[] {
  const { address, gated, branches, credentials, opensPullRequests } = wanted;
  const subject = { id: 'github.repository', group: 'github', title: `GitHub has ${address.path}` } as const;
  const { repository } = facts;
  const rest = [
    actionsCheck(facts.actions, wanted),
    ...branches.map((branch) =>
      branchCheck(branch, facts.branches.get(branch) ?? { why: 'not asked' }, address, credentials),
    ),
    ...(opensPullRequests ? [pullRequestCheck(facts.pullRequests, address)] : []),
    ...(wanted.opensIssues ? [issuesCheck(repository, address)] : []),
    ...requiredChecksCheck(facts.requiredChecks, wanted.defaultBranch, wanted.apps, address),
    registryCheck(facts.environments, address),
    ...gated.map((name) => gatedCheck(name, facts.environments, address)),
  ];
  if (!isAnswered(repository)) return [notChecked(subject, repository.why, 'you', address.url), ...rest];
  if (repository.answer === null) {
    const fix = `create ${address.url}; if it exists, ask for access and run gh auth login`;
    return [failed(subject, `not visible to you on ${address.host}`, WHO, fix)];
  }
  if (repository.answer.isArchived) {
    return [failed(subject, 'archived, so pushes are rejected', WHO, `${address.url}/settings`)];
  }
  return [ok(subject, repository.answer.isPrivate ? 'private' : 'public'), ...rest];
}

/** Jobs declare the permissions that they need, so the repository's default for tokens does not matter. */
function actionsCheck(actions: Asked<ActionsFacts>, { address: { url }, login }: WantedGitHub): Check {
  const subject = { id: 'github.actions', group: 'github', title: 'Actions can run the workflow' } as const;
  const settings = `${url}/settings/actions`;
  if (!isAnswered(actions)) return notChecked(subject, actions.why, WHO, settings);
  const { isEnabled, allowed } = actions.answer;
  if (!isEnabled) return failed(subject, 'Actions are disabled', WHO, `enable them: ${settings}`);
  if (allowed === 'all') return ok(subject, 'all actions are allowed');
  const owners = actionOwners(login).map((owner) => `${owner}/*`);
  const fix = `allow actions of GitHub and ${owners.join(' and ')}: ${settings}`;
  if (allowed === 'local_only') return failed(subject, 'only actions of the repository owner are allowed', WHO, fix);
  return notChecked(subject, 'only selected actions are allowed', WHO, fix);
}

/** Owners of the actions that the workflows use, besides GitHub. */
function actionOwners({ kind }: Delivery['login']): string[] {
  const clouds = { aws: ['aws-actions'], google: ['google-github-actions'], password: [], 'github-token': [] };
  return ['docker', ...clouds[kind]];
}

function branchCheck(
  branch: string,
  asked: Asked<Refusals>,
  { url }: RepositoryAddress,
  credentials: Delivery['credentials'],
): Check {
  const title = `releases can be pushed to ${branch}`;
  const subject = { id: `github.push.${branch}`, group: 'github', title } as const;
  const settings = `${url}/settings/rules and ${url}/settings/branches`;
  if (!isAnswered(asked)) return notChecked(subject, asked.why, WHO, settings);
  const { sure, unsure } = asked.answer;
  const who = pusherName(credentials);
  if (sure.length > 0) {
    const fix = `add ${who} to the bypass list of the rule, or remove the rule from ${branch}: ${settings}`;
    return failed(subject, `a rule ${sure.join(', ')}`, WHO, fix);
  }
  if (unsure.length > 0) {
    return notChecked(subject, `a rule ${unsure.join(', ')}`, WHO, `check that ${who} can bypass it: ${settings}`);
  }
  return ok(subject, 'no rule blocks them');
}

/** The permissions of a GitHub App are visible only to its owner, so only the token of the workflow is checked. */
function pullRequestCheck(asked: Asked<boolean>, { url }: RepositoryAddress): Check {
  const title = 'Actions can open the pull requests of releases';
  const subject = { id: 'github.pull-requests', group: 'github', title } as const;
  const settings = `${url}/settings/actions`;
  if (!isAnswered(asked)) return notChecked(subject, asked.why, WHO, settings);
  if (asked.answer) return ok(subject, 'allowed');
  const fix =
    `allow GitHub Actions to create pull requests: ${settings}; or use a GitHub App: ` +
    "delivery: { credentials: 'github-app' }";
  return failed(subject, 'not allowed in this repository', WHO, fix);
}

/** The report job declares its permission, so only the repository's setting matters. */
function issuesCheck(repository: GitHubFacts['repository'], { url }: RepositoryAddress): Check {
  const subject = { id: 'github.issues', group: 'github', title: 'the workflow can report failed releases' } as const;
  const settings = `${url}/settings`;
  if (!isAnswered(repository)) return notChecked(subject, repository.why, WHO, settings);
  if (repository.answer?.hasIssues) return ok(subject, 'issues are enabled');
  const fix = `enable issues: ${settings}; or remove delivery.onFailure`;
  return failed(subject, 'issues are disabled in this repository', WHO, fix);
}

function registryCheck(environments: Asked<ReadonlyMap<string, number>>, { url }: RepositoryAddress): Check {
  const title = `GitHub has the environment ${REGISTRY_ENVIRONMENT}`;
  const subject = { id: `github.environment.${REGISTRY_ENVIRONMENT}`, group: 'github', title } as const;
  const settings = `${url}/settings/environments`;
  if (!isAnswered(environments)) return notChecked(subject, environments.why, WHO, settings);
  if (environments.answer.has(REGISTRY_ENVIRONMENT)) return ok(subject, 'the job that pushes images uses it');
  const fix = `create it, limited to the released branches: ${settings}`;
  return failed(subject, 'missing, so any branch could push images', WHO, fix);
}

function gatedCheck(name: string, environments: Asked<ReadonlyMap<string, number>>, { url }: RepositoryAddress): Check {
  const title = `${name} requires an approval on GitHub`;
  const subject = { id: `github.environment.${name}`, group: 'github', title } as const;
  const settings = `${url}/settings/environments`;
  if (!isAnswered(environments)) return notChecked(subject, environments.why, WHO, settings);
  const reviewers = environments.answer.get(name);
  if (reviewers === undefined) {
    return failed(subject, 'environment not found', WHO, `create ${name} with required reviewers: ${settings}`);
  }
  if (reviewers === 0) return failed(subject, 'no required reviewers', WHO, `add required reviewers: ${settings}`);
  return ok(subject, `by one of ${reviewers} required reviewers`);
}

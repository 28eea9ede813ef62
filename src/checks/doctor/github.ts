import type { RepositoryAddress } from './address';
import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import type { Refusals } from './protection';
import { pusherName } from './pusher';
import { REGISTRY_ENVIRONMENT } from './registry-login';
import type { Delivery } from '../../config/model';

/** What GitHub says of the repository. */
export interface GitHubFacts {
  /** Null when GitHub shows no such repository. */
  readonly repository: Asked<{ readonly isPrivate: boolean; readonly isArchived: boolean } | null>;
  readonly actions: Asked<ActionsFacts>;
  /** By name, with how many people and teams may approve. */
  readonly environments: Asked<ReadonlyMap<string, number>>;
  /** What keeps releases from a branch, by its name. */
  readonly branches: ReadonlyMap<string, Asked<Refusals>>;
  /** Whether the token of a run may open pull requests. */
  readonly pullRequests: Asked<boolean>;
}

export interface ActionsFacts {
  readonly isEnabled: boolean;
  /** Which actions may run: all, those of the same owner only, or some. */
  readonly allowed: string;
}

export interface WantedGitHub {
  readonly address: RepositoryAddress;
  readonly gated: readonly string[];
  /** Branches that releases are pushed to; none where they are merged. */
  readonly branches: readonly string[];
  /** Who pushes them. */
  readonly credentials: Delivery['credentials'];
  /** How images get to the registry. */
  readonly login: Delivery['login'];
  /** Whether the token of a run opens the pull requests of releases. */
  readonly opensPullRequests: boolean;
}

const WHO = 'GitHub administrator';

/** Whether the workflow can run there, and push what it releases. */
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
    registryCheck(facts.environments, address),
    ...gated.map((name) => gatedCheck(name, facts.environments, address)),
  ];
  if (!isAnswered(repository)) return [notChecked(subject, repository.why, 'you', address.url), ...rest];
  if (repository.answer === null) {
    const fix = `create it: ${address.url}; if it is there, ask for access, and gh auth login`;
    return [failed(subject, `${address.host} shows none to you`, WHO, fix)];
  }
  if (repository.answer.isArchived) {
    return [failed(subject, 'it is archived, so nothing can be pushed', WHO, `${address.url}/settings`)];
  }
  return [ok(subject, repository.answer.isPrivate ? 'private' : 'public'), ...rest];
}

/** Jobs ask for the permissions that they need themselves, so the repository's default for tokens does not matter. */
function actionsCheck(actions: Asked<ActionsFacts>, { address: { url }, login }: WantedGitHub): Check {
  const subject = { id: 'github.actions', group: 'github', title: 'Actions can run the workflow' } as const;
  const settings = `${url}/settings/actions`;
  if (!isAnswered(actions)) return notChecked(subject, actions.why, WHO, settings);
  const { isEnabled, allowed } = actions.answer;
  if (!isEnabled) return failed(subject, 'Actions are disabled', WHO, `enable them: ${settings}`);
  if (allowed === 'all') return ok(subject, 'all actions are allowed, and jobs ask for the permissions that they need');
  const owners = actionOwners(login).map((owner) => `${owner}/*`);
  const fix = `allow those of GitHub, and ${owners.join(' and ')}: ${settings}`;
  if (allowed === 'local_only') return failed(subject, 'only actions of the same owner are allowed', WHO, fix);
  return notChecked(subject, 'only selected actions are allowed', WHO, fix);
}

/** Owners of the actions that the workflows use, besides GitHub itself. */
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
    const fix = `either let ${who} pass by (bypass list of the rule), or take the rule off ${branch}: ${settings}`;
    return failed(subject, `a rule ${sure.join(', ')}`, WHO, fix);
  }
  if (unsure.length > 0) {
    return notChecked(subject, `a rule ${unsure.join(', ')}`, WHO, `look whether it lets ${who} pass by: ${settings}`);
  }
  return ok(subject, 'no rule refuses them');
}

/** A GitHub App is asked by nobody: what it may do is seen only by its owner. */
function pullRequestCheck(asked: Asked<boolean>, { url }: RepositoryAddress): Check {
  const title = 'Actions can open the pull requests of releases';
  const subject = { id: 'github.pull-requests', group: 'github', title } as const;
  const settings = `${url}/settings/actions`;
  if (!isAnswered(asked)) return notChecked(subject, asked.why, WHO, settings);
  if (asked.answer) return ok(subject, 'the repository allows it');
  const fix =
    `allow GitHub Actions to create pull requests: ${settings}; or let a GitHub App do it: ` +
    "delivery: { credentials: 'github-app' }";
  return failed(subject, 'the repository does not allow it', WHO, fix);
}

function registryCheck(environments: Asked<ReadonlyMap<string, number>>, { url }: RepositoryAddress): Check {
  const title = `GitHub has the environment ${REGISTRY_ENVIRONMENT}`;
  const subject = { id: `github.environment.${REGISTRY_ENVIRONMENT}`, group: 'github', title } as const;
  const settings = `${url}/settings/environments`;
  if (!isAnswered(environments)) return notChecked(subject, environments.why, WHO, settings);
  if (environments.answer.has(REGISTRY_ENVIRONMENT)) return ok(subject, 'images are pushed in it');
  const fix = `create it, for the released branches only: ${settings}`;
  return failed(subject, 'there is none, so any branch could push images', WHO, fix);
}

function gatedCheck(name: string, environments: Asked<ReadonlyMap<string, number>>, { url }: RepositoryAddress): Check {
  const title = `${name} asks for an approval on GitHub`;
  const subject = { id: `github.environment.${name}`, group: 'github', title } as const;
  const settings = `${url}/settings/environments`;
  if (!isAnswered(environments)) return notChecked(subject, environments.why, WHO, settings);
  const reviewers = environments.answer.get(name);
  if (reviewers === undefined) {
    return failed(subject, 'no such environment', WHO, `create ${name} with required reviewers: ${settings}`);
  }
  if (reviewers === 0) return failed(subject, 'no required reviewers', WHO, `add required reviewers: ${settings}`);
  return ok(subject, `by one of ${reviewers} required reviewers`);
}

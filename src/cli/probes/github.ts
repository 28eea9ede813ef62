import type { Get } from './github-api';
import { asker, read } from './github-api';
import type { ConfiguredPusher } from './pusher';
import { probePusher } from './pusher';
import type { Run } from './run';
import type { RepositoryAddress } from '../../checks/doctor/address';
import type { Asked } from '../../checks/doctor/check';
import { isAnswered } from '../../checks/doctor/check';
import type { ActionsFacts, GitHubFacts } from '../../checks/doctor/github';
import type { BranchRule, BypassActors, Protection, Pusher, Refusals } from '../../checks/doctor/protection';
import { protectionRefusals, ruleRefusals } from '../../checks/doctor/protection';
import type { PusherFacts } from '../../checks/doctor/pusher';
import { REGISTRY_ENVIRONMENT } from '../../checks/doctor/registry-login';
import { checksOfProtection, checksOfRules, STABLE_CHECK } from '../../checks/doctor/required-checks';
import type { SecretFacts } from '../../checks/doctor/secret';
import { isRecord, records } from '../../common/records';
import type { GitHubReply } from '../github/api';

/** What to find out. */
export interface WantedFacts {
  /** Branches that releases are pushed to. */
  readonly branches: readonly string[];
  /** The branch that pull requests are merged into. */
  readonly defaultBranch: string;
  /** Whether the token of a workflow run opens the pull requests of releases. */
  readonly opensPullRequests: boolean;
  readonly pusher: ConfiguredPusher;
}

/** Asks GitHub for everything in parallel, with the login of `gh`. */
export async function probeGitHub(
  run: Run,
  offline: boolean,
  address: RepositoryAddress,
  { branches, defaultBranch, opensPullRequests, pusher: wanted }: WantedFacts,
): Promise<{ readonly github: GitHubFacts; readonly pusher: PusherFacts; readonly secrets: SecretFacts }> {
  const get = offline ? async (): Promise<GitHubReply> => ({ kind: 'none', why: 'offline' }) : asker(run, address);
  const found = probePusher(get, address, wanted);
  const [{ facts: pusher }, repository, actions, environments, secrets, pullRequests, requiredChecks, ...rules] =
    await Promise.all([
      found,
      askRepository(get),
      askActions(get),
      askEnvironments(get),
      askSecrets(get),
      opensPullRequests ? askPullRequests(get) : { why: 'not asked' },
      askRequiredChecks(get, encodeURIComponent(defaultBranch)),
      ...branches.map((branch) =>
        askBranch(
          get,
          branch,
          found.then((who) => who.pusher),
        ),
      ),
    ]);
  const byBranch = new Map(branches.map((branch, index) => [branch, rules[index]]));
  return {
    github: { repository, actions, environments, branches: byBranch, pullRequests, requiredChecks },
    pusher,
    secrets,
  };
}

/** @see https://docs.github.com/en/rest/repos/repos#get-a-repository */
async function askRepository(get: Get): Promise<GitHubFacts['repository']> {
  const reply = await get('');
  if (reply.kind === 'refusal' && reply.status === 404) return { answer: null };
  return read(reply, (body) => ({
    isPrivate: body.private === true,
    isArchived: body.archived === true,
    hasIssues: body.has_issues === true,
  }));
}

/** @see https://docs.github.com/en/rest/actions/permissions */
async function askActions(get: Get): Promise<Asked<ActionsFacts>> {
  return read(await get('/actions/permissions'), (body) => ({
    isEnabled: body.enabled === true,
    allowed: typeof body.allowed_actions === 'string' ? body.allowed_actions : 'all',
  }));
}

/** @see https://docs.github.com/en/rest/actions/permissions#get-default-workflow-permissions-for-a-repository */
async function askPullRequests(get: Get): Promise<Asked<boolean>> {
  return read(await get('/actions/permissions/workflow'), (body) => body.can_approve_pull_request_reviews === true);
}

/** @see https://docs.github.com/en/rest/deployments/environments#list-environments */
async function askEnvironments(get: Get): Promise<Asked<ReadonlyMap<string, number>>> {
  return read(await get('/environments?per_page=100'), (body) => {
    const environments = records(body.environments).map((environment): [string, number] => {
      const rules = records(environment.protection_rules).filter(({ type }) => type === 'required_reviewers');
      return [String(environment.name), rules.flatMap(({ reviewers }) => records(reviewers)).length];
    });
    return new Map(environments);
  });
}

/**
 * Names of the secrets that the job in the registry's environment can read, at any level.
 *
 * @see https://docs.github.com/en/rest/actions/secrets
 */
async function askSecrets(get: Get): Promise<SecretFacts> {
  const places = [
    [`environment ${REGISTRY_ENVIRONMENT}`, `/environments/${REGISTRY_ENVIRONMENT}/secrets?per_page=100`],
    ['repository', '/actions/secrets?per_page=100'],
    ['organization', '/actions/organization-secrets?per_page=100'],
  ];
  return Promise.all(
    places.map(async ([place, path]) => {
      const reply = await get(path);
      const isNone = path.startsWith('/environments/') && reply.kind === 'refusal' && reply.status === 404;
      const names = isNone
        ? { answer: [] }
        : read(reply, (body) => records(body.secrets).map(({ name }) => String(name)));
      return { place, names };
    }),
  );
}

/** The checks that merges into a branch require, by its protection and its rulesets. */
async function askRequiredChecks(get: Get, name: string): Promise<Asked<readonly string[]>> {
  const [protection, rules] = await Promise.all([
    askProtection(get, name),
    get(`/rules/branches/${name}?per_page=100`),
  ]);
  const ofRules =
    rules.kind === 'answer' && Array.isArray(rules.body)
      ? checksOfRules(records(rules.body) as unknown as BranchRule[])
      : [];
  // What rulesets require is known even if the protection is not visible.
  if (!isAnswered(protection)) return ofRules.includes(STABLE_CHECK) ? { answer: ofRules } : protection;
  const ofProtection = protection.answer === null ? [] : checksOfProtection(protection.answer);
  return { answer: [...new Set([...ofProtection, ...ofRules])] };
}

/** What can block releases to a branch: its protection and its rulesets. */
async function askBranch(get: Get, branch: string, who: Promise<Pusher>): Promise<Asked<Refusals>> {
  const name = encodeURIComponent(branch);
  const [protection, rules, pusher] = await Promise.all([askProtection(get, name), askRules(get, name, who), who]);
  const ofProtection =
    isAnswered(protection) && protection.answer ? protectionRefusals(protection.answer, pusher) : NONE;
  const { sure: ruled, unsure: perhaps } = isAnswered(rules) ? rules.answer : NONE;
  const sure = [...ofProtection.sure, ...ruled];
  if (sure.length > 0) return { answer: { sure: [...new Set(sure)], unsure: [] } };
  if (!isAnswered(protection)) return protection;
  if (!isAnswered(rules)) return rules;
  return { answer: { sure: [], unsure: [...new Set([...ofProtection.unsure, ...perhaps])] } };
}

const NONE: Refusals = { sure: [], unsure: [] };

/**
 * Only an administrator sees the protection rules of a branch; others see whether it is protected.
 *
 * @see https://docs.github.com/en/rest/branches/branch-protection#get-branch-protection
 * @see https://docs.github.com/en/rest/branches/branches#get-a-branch
 */
async function askProtection(get: Get, name: string): Promise<Asked<Protection | null>> {
  const [reply, branch] = await Promise.all([get(`/branches/${name}/protection`), get(`/branches/${name}`)]);
  if (reply.kind !== 'refusal') return read(reply, (body) => body as Protection);
  if (reply.message === 'Branch not protected') return { answer: null };
  const isOpen = branch.kind === 'answer' && isRecord(branch.body) && branch.body.protected === false;
  if (isOpen) return { answer: null };
  return { why: `only a repository administrator can see its protection rules (HTTP ${reply.status})` };
}

/** @see https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch */
async function askRules(get: Get, name: string, who: Promise<Pusher>): Promise<Asked<Refusals>> {
  const reply = await get(`/rules/branches/${name}?per_page=100`);
  if (reply.kind !== 'answer' || !Array.isArray(reply.body)) return read(reply, () => ({ sure: [], unsure: [] }));
  const rules = records(reply.body) as unknown as BranchRule[];
  const ids = [...new Set(rules.flatMap(({ ruleset_id: id }) => id ?? []))];
  const bypass = await Promise.all(ids.map(async (id) => [id, await askBypass(get, id)] as const));
  return { answer: ruleRefusals(rules, new Map(bypass), await who) };
}

/** @see https://docs.github.com/en/rest/repos/rules#get-a-repository-ruleset */
async function askBypass(get: Get, id: number): Promise<BypassActors> {
  const reply = await get(`/rulesets/${id}`);
  const actors = reply.kind === 'answer' && isRecord(reply.body) ? reply.body.bypass_actors : undefined;
  return Array.isArray(actors) ? records(actors) : undefined;
}

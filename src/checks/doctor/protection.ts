/** An app, as far as it is known. */
interface App {
  readonly id?: number;
  readonly slug?: string;
  readonly clientId?: string;
}

/** Who pushes releases, as the lists of those who may pass by name them. */
export type Pusher = ({ readonly kind: 'app' } & App) | { readonly kind: 'deploy-key' };

/**
 * The app whose token the jobs of the workflow have: GitHub's own.
 *
 * @see https://api.github.com/apps/github-actions
 */
export const GITHUB_ACTIONS = { kind: 'app', slug: 'github-actions', id: 15368 } as const;

/** An app in the protection of a branch. */
interface NamedApp {
  readonly id?: number;
  readonly slug?: string;
  readonly client_id?: string;
}

/** Protection of a branch, as far as pushes depend on it. @see https://docs.github.com/en/rest/branches/branch-protection */
export interface Protection {
  readonly required_pull_request_reviews?: {
    readonly bypass_pull_request_allowances?: { readonly apps?: readonly NamedApp[] };
  };
  readonly required_status_checks?: object | null;
  readonly restrictions?: { readonly apps?: readonly NamedApp[] } | null;
  readonly required_signatures?: { readonly enabled?: boolean };
  readonly lock_branch?: { readonly enabled?: boolean };
  /** Whether it holds for administrators, too. */
  readonly enforce_admins?: { readonly enabled?: boolean };
}

/** A rule of a ruleset that applies to a branch. @see https://docs.github.com/en/rest/repos/rules */
export interface BranchRule {
  readonly type: string;
  readonly ruleset_id?: number;
}

/** Who may pass by the rules of a ruleset. GitHub leaves it out for those who may not change the ruleset. */
export type BypassActors =
  | readonly { readonly actor_id?: number | null; readonly actor_type?: string; readonly bypass_mode?: string }[]
  | undefined;

/** What keeps the pushes of releases from a branch, and what may do so. */
export interface Refusals {
  readonly sure: readonly string[];
  readonly unsure: readonly string[];
}

/** Rules that no release breaks: it adds one commit upon the newest one. */
const HARMLESS = ['creation', 'deletion', 'non_fast_forward', 'required_linear_history'];

/** What rules ask of a commit before it is in the branch. */
const REFUSING: Readonly<Record<string, string>> = {
  pull_request: 'asks for a pull request',
  required_status_checks: 'asks for status checks',
  required_signatures: 'asks for signed commits',
  required_deployments: 'asks for deployments',
  merge_queue: 'asks for the merge queue',
  workflows: 'asks for workflows',
  code_scanning: 'asks for code scanning',
  update: 'lets only some push',
};

/** What the protection of a branch refuses. */
export function protectionRefusals(protection: Protection, pusher: Pusher): Refusals {
  const refusals = new RefusalList();
  const { required_pull_request_reviews: reviews, restrictions } = protection;
  if (reviews) refusals.add(REFUSING.pull_request, namedIn(reviews.bypass_pull_request_allowances?.apps, pusher));
  if (protection.required_status_checks) refusals.add(REFUSING.required_status_checks, 'no');
  if (restrictions) refusals.add(REFUSING.update, namedIn(restrictions.apps, pusher));
  if (protection.required_signatures?.enabled) refusals.add(REFUSING.required_signatures, 'no');
  if (protection.lock_branch?.enabled) refusals.add('is locked', 'no');
  const { sure, unsure } = refusals.all();
  // Its lists have no entry for deploy keys. GitHub treats one as an administrator, which nobody can look up.
  const isLenient = pusher.kind === 'deploy-key' && protection.enforce_admins?.enabled === false;
  if (!isLenient) return { sure, unsure };
  return { sure: [], unsure: sure.map((what) => `${what}, which administrators pass by and a deploy key may`) };
}

/** What the rulesets of a branch refuse. */
export function ruleRefusals(
  rules: readonly BranchRule[],
  bypass: ReadonlyMap<number, BypassActors>,
  pusher: Pusher,
): Refusals {
  const refusals = new RefusalList();
  for (const { type, ruleset_id: id } of rules) {
    if (HARMLESS.includes(type)) continue;
    const actors = id === undefined ? undefined : bypass.get(id);
    const passes = mostOf((actors ?? []).map((actor) => letsPass(actor, pusher)));
    const what = REFUSING[type] as string | undefined;
    if (passes === 'yes') continue;
    if (what === undefined) refusals.addUnsure(`has the rule ${type}`);
    else if (actors === undefined) refusals.addUnsure(`${what}, and who may pass by is not shown`);
    else refusals.add(what, passes);
  }
  return refusals.all();
}

/** Whether someone in a list is the pusher: `perhaps` when too little is known of the app that pushes. */
type Verdict = 'yes' | 'no' | 'perhaps';

/** Refusals as they are found, each once. */
class RefusalList {
  private readonly sure = new Set<string>();
  private readonly unsure = new Set<string>();

  /** Adds what a rule asks for, unless the pusher passes by it. */
  add(what: string, passes: Verdict): void {
    if (passes === 'no') this.sure.add(what);
    if (passes === 'perhaps') this.addUnsure(`${what}, and lets an app pass by that may be yours`);
  }

  addUnsure(what: string): void {
    this.unsure.add(what);
  }

  all(): Refusals {
    return { sure: [...this.sure], unsure: [...this.unsure] };
  }
}

function letsPass(
  { actor_id: id, actor_type: type, bypass_mode: mode }: NonNullable<BypassActors>[number],
  pusher: Pusher,
): Verdict {
  if (mode === 'pull_request') return 'no';
  if (pusher.kind === 'deploy-key') return type === 'DeployKey' ? 'yes' : 'no';
  return type === 'Integration' ? isPusher({ id: id ?? undefined }, pusher) : 'no';
}

function namedIn(apps: readonly NamedApp[] = [], pusher: Pusher): Verdict {
  if (pusher.kind === 'deploy-key') return 'no';
  return mostOf(apps.map(({ id, slug, client_id: clientId }) => isPusher({ id, slug, clientId }, pusher)));
}

/** Compares what is known of both: one thing is enough, since each belongs to one app. */
function isPusher(app: App, pusher: App): Verdict {
  const keys = ['id', 'slug', 'clientId'] as const;
  const known = keys.filter((key) => app[key] !== undefined && pusher[key] !== undefined);
  if (known.length > 0) return known.every((key) => app[key] === pusher[key]) ? 'yes' : 'no';
  const isActions = app.id === GITHUB_ACTIONS.id || app.slug === GITHUB_ACTIONS.slug;
  return isActions ? 'no' : 'perhaps';
}

function mostOf(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((one) => one === 'yes') ?? verdicts.find((one) => one === 'perhaps') ?? 'no';
}

import type { Get } from './github-api';
import { read } from './github-api';
import type { RepositoryAddress } from '../../checks/doctor/address';
import type { Asked } from '../../checks/doctor/check';
import { isAnswered } from '../../checks/doctor/check';
import type { Pusher } from '../../checks/doctor/protection';
import { GITHUB_ACTIONS } from '../../checks/doctor/protection';
import type { Held, InstalledApp, PusherFacts } from '../../checks/doctor/pusher';
import { isRecord, records } from '../../common/records';
import { CLIENT_ID_VARIABLE, pusherSecret } from '../../config/model';
import type { Delivery } from '../../config/model';

/** Who pushes releases, according to the config. */
export interface ConfiguredPusher {
  readonly credentials: Delivery['credentials'];
  /** Environments that people release to. */
  readonly environments: readonly string[];
}

/** What GitHub knows about the pusher, and its name in rules. */
interface FoundPusher {
  readonly facts: PusherFacts;
  readonly pusher: Pusher;
}

/** Looks for the credentials with which jobs push releases. */
export async function probePusher(
  get: Get,
  address: RepositoryAddress,
  { credentials, environments }: ConfiguredPusher,
): Promise<FoundPusher> {
  if (credentials === 'token') return { facts: { kind: credentials }, pusher: GITHUB_ACTIONS };
  const secretName = pusherSecret(credentials) ?? '';
  const secret = askHeld(get, 'secrets', environments, (names) => names.has(secretName));
  if (credentials === 'deploy-key') {
    const [held, keys] = await Promise.all([secret, askKeys(get)]);
    return { facts: { kind: credentials, secret: held.map(toHeld), keys }, pusher: { kind: credentials } };
  }
  const variable = askHeld(get, 'variables', environments, (values) => values.get(CLIENT_ID_VARIABLE));
  const clientId = variable.then((held) => held.map(({ found }) => isAnswered(found) && found.answer).find(isText));
  const [held, named, app, id] = await Promise.all([
    secret,
    variable,
    clientId.then((value) => askApp(get, address, value)),
    clientId,
  ]);
  const known = isAnswered(app) && app.answer ? { id: app.answer.id, slug: app.answer.slug } : {};
  return {
    facts: { kind: credentials, secret: held.map(toHeld), variable: named.map(toHeld), app },
    pusher: { kind: 'app', clientId: id, ...known },
  };
}

/** A result of looking in one place; falsy if nothing is there. */
interface Place {
  readonly place: string;
  readonly environment?: string;
  readonly found: Asked<unknown>;
}

function toHeld({ found, ...place }: Place): Held {
  return { ...place, isThere: isAnswered(found) ? { answer: Boolean(found.answer) } : found };
}

/**
 * Looks for a secret or a variable in every place that jobs can read. If there are more variables than one page shows, a
 * missing name is unknown, not absent.
 *
 * @see https://docs.github.com/en/rest/actions/secrets
 * @see https://docs.github.com/en/rest/actions/variables
 */
async function askHeld(
  get: Get,
  kind: 'secrets' | 'variables',
  environments: readonly string[],
  find: (values: ReadonlyMap<string, unknown>) => unknown,
): Promise<Place[]> {
  const page = `${kind}?per_page=${kind === 'secrets' ? 100 : 30}`;
  const places = [
    { place: 'repository', path: `/actions/${page}` },
    { place: 'organization', path: `/actions/organization-${page}` },
    ...environments.map((environment) => ({
      place: `environment ${environment}`,
      environment,
      path: `/environments/${encodeURIComponent(environment)}/${page}`,
    })),
  ];
  return Promise.all(
    places.map(async ({ path, ...place }) => {
      const reply = await get(path);
      // The environment does not exist yet.
      if (path.startsWith('/environments/') && reply.kind === 'refusal' && reply.status === 404) {
        return { ...place, found: { answer: undefined } };
      }
      const page_ = read(reply, (body) => ({ total: Number(body.total_count), all: records(body[kind]) }));
      if (!isAnswered(page_)) return { ...place, found: page_ };
      const { total, all } = page_.answer;
      const found = find(new Map(all.map(({ name, value }) => [String(name), value ?? true])));
      const isCut = !found && total > all.length;
      return {
        ...place,
        found: isCut ? { why: `GitHub lists only ${all.length} of ${total} ${kind}` } : { answer: found },
      };
    }),
  );
}

/** @see https://docs.github.com/en/rest/deploy-keys/deploy-keys#list-deploy-keys */
async function askKeys(get: Get): Promise<Asked<readonly { readonly title: string; readonly isReadOnly: boolean }[]>> {
  const reply = await get('/keys?per_page=100');
  if (reply.kind !== 'answer' || !Array.isArray(reply.body)) return read(reply, () => []);
  return {
    answer: records(reply.body).map(({ title, read_only: readOnly }) => ({
      title: String(title),
      isReadOnly: readOnly !== false,
    })),
  };
}

/**
 * The installed app with a client id. Only owners of an organization can list the installed apps.
 *
 * @see https://docs.github.com/en/rest/orgs/orgs#list-app-installations-for-an-organization
 */
async function askApp(
  get: Get,
  { path }: RepositoryAddress,
  clientId: string | undefined,
): Promise<Asked<InstalledApp | null>> {
  if (clientId === undefined) return { why: `${CLIENT_ID_VARIABLE} is not set, so the app is unknown` };
  const [owner] = path.split('/');
  const asked = read(await get(`orgs/${owner}/installations?per_page=100`), ({ installations }) =>
    records(installations),
  );
  if (!isAnswered(asked)) return asked;
  const found = asked.answer.find(({ client_id: id }) => id === clientId);
  if (found) {
    const { app_id: id, app_slug: slug, permissions } = found;
    const may = (what: string): boolean => isRecord(permissions) && permissions[what] === 'write';
    const [mayPush, mayOpenPullRequests] = [may('contents'), may('pull_requests')];
    return { answer: { id: Number(id), slug: String(slug), mayPush, mayOpenPullRequests } };
  }
  const isTold = asked.answer.every(({ client_id: id }) => isText(id)) && asked.answer.length < 100;
  return isTold ? { answer: null } : { why: 'GitHub does not report which app has this client id' };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

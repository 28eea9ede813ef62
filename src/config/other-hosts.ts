/** Hosts of git that run no GitHub Actions, by the part of a host name that tells them. */
const HOSTS: readonly [title: string, host: RegExp][] = [
  ['GitLab', /(?:^|[.-])gitlab(?:[.-]|$)/],
  ['Bitbucket', /(?:^|[.-])bitbucket(?:[.-]|$)/],
  ['Azure DevOps', /(?:^|\.)(?:dev\.azure\.com|visualstudio\.com)$/],
  ['AWS CodeCommit', /(?:^|\.)git-codecommit\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/],
  ['Codeberg', /(?:^|\.)codeberg\.org$/],
  ['Gitea', /(?:^|[.-])gitea(?:[.-]|$)/],
  ['Forgejo', /(?:^|[.-])forgejo(?:[.-]|$)/],
];

/** GitHub itself, and servers that have its name. */
const GITHUB = /(?:^|[.-])github(?:[.-]|$)|(?:^|\.)ghe\.com$/;

interface Hosted {
  readonly repoUrl?: string;
  /** What `ci` sets. */
  readonly ci?: string;
}

/** The host of a repository without workflows of GitHub; undefined where they are generated. */
export function otherHost({ repoUrl, ci }: Hosted): string | undefined {
  if (ci === 'github') return undefined;
  const host = hostOf(repoUrl);
  const known = host === undefined ? undefined : HOSTS.find(([, form]) => form.test(host))?.[0];
  return known ?? (ci === 'none' ? (host ?? 'its host') : undefined);
}

/** The host of a repository that is only assumed to be a GitHub server, because its name does not tell. */
export function assumedGitHub({ repoUrl, ci }: Hosted): string | undefined {
  const host = hostOf(repoUrl);
  if (ci !== undefined || host === undefined || GITHUB.test(host)) return undefined;
  return otherHost({ repoUrl }) === undefined ? host : undefined;
}

function hostOf(repoUrl = ''): string | undefined {
  return /^(?:https:\/\/|ssh:\/\/(?:[^@/]*@)?|git@)([^/:]+)/.exec(repoUrl)?.[1].toLowerCase();
}

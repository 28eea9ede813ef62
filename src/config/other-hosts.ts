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

/** The host of a repository if it is known not to be GitHub; a host of another name may be a GitHub server. */
export function otherHost({ repoUrl }: { readonly repoUrl?: string }): string | undefined {
  const host = /^(?:https:\/\/|ssh:\/\/(?:[^@/]*@)?|git@)([^/:]+)/.exec(repoUrl ?? '')?.[1].toLowerCase();
  return host === undefined ? undefined : HOSTS.find(([, form]) => form.test(host))?.[0];
}

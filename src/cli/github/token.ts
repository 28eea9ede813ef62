import type { RepositoryAddress } from '../../checks/doctor/address';

/** In GitHub Actions, the token is in GH_TOKEN, which gh sends only to github.com. Other servers need GH_ENTERPRISE_TOKEN. */
export function tokenFor({ host }: RepositoryAddress): NodeJS.ProcessEnv {
  const { GH_TOKEN, GH_ENTERPRISE_TOKEN, GITHUB_ACTIONS, GITHUB_SERVER_URL } = process.env;
  const isOwnServer = GITHUB_ACTIONS === 'true' && GITHUB_SERVER_URL === `https://${host}` && host !== 'github.com';
  return isOwnServer && GH_TOKEN && !GH_ENTERPRISE_TOKEN ? { GH_ENTERPRISE_TOKEN: GH_TOKEN } : {};
}
